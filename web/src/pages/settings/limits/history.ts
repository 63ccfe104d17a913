import { asText, fieldsOf } from "../../../api/eventFields";
import type { LedgerEvent } from "../../../api/types";
import { compare } from "../../../format/decimal";

/** One limit that became another. */
export interface LimitChange {
  seq: number;
  time: string;
  limit: string;
  from: string;
  to: string;
  /** A person, or the settings a start found. */
  by: string;
  reason: string;
}

type Values = Readonly<Record<string, string>>;

/**
 * Every change of a limit that the ledger tells of, newest first: what people tightened (`LimitTightened`), and what a start
 * brought, which is the difference between one `LimitsSet` and the next. `rows` are oldest first; `known` are the limits
 * there are.
 */
export function limitChanges(rows: readonly LedgerEvent[], known: readonly string[]): LimitChange[] {
  const changes: LimitChange[] = [];
  let before: Values | undefined;
  let tightened: LimitChange[] = [];
  let loosener: string | undefined;
  for (const row of rows) {
    const { kind, seq, time } = row;
    const { text, actor, members } = fieldsOf(row);
    if (kind === "LimitTightened") {
      const change = { seq, time, limit: text("limit"), from: text("from"), to: text("to") };
      tightened.push({ ...change, by: actor("by"), reason: text("reason") });
    } else if (kind === "LimitsLoosened") {
      loosener = actor("by");
    } else if (kind === "LimitsSet") {
      const after = valuesOf(members("limits"), known);
      changes.push(...tightened);
      for (const limit of known) {
        const [from, to] = [before?.[limit], after[limit]];
        const isSaid = tightened.some((each) => each.limit === limit);
        if (from === undefined || to === undefined || isSaid || isSame(from, to)) continue;
        const reason = loosener === undefined ? "the settings of this start" : "started with --loosen-limits";
        changes.push({ seq, time, limit, from, to, by: loosener ?? "settings", reason });
      }
      before = after;
      tightened = [];
      loosener = undefined;
    }
  }
  // What was tightened just now may not have its epoch among the rows yet.
  return [...changes, ...tightened].reverse();
}

function valuesOf(limits: Readonly<Record<string, unknown>>, known: readonly string[]): Values {
  return Object.fromEntries(known.flatMap((name) => (name in limits ? [[name, asText(limits[name])]] : [])));
}

function isSame(from: string, to: string): boolean {
  return from === to || compare(from, to) === 0;
}
