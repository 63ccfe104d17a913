import type { Desk } from "../store/desk";
import { isZero } from "../format/decimal";

const hour_ms = 3_600_000;

/** How many there were, and whether there may have been more than are known here. */
export interface Count {
  count: number;
  isLeast: boolean;
}

/** What went from the market through agents and the gate to the venue in the last hour, as far as the page knows. */
export interface Flow {
  signals: Count;
  /** By the agent's name. */
  signalsOf: ReadonlyMap<string, number>;
  proposed: Count;
  proposedOf: ReadonlyMap<string, number>;
  denied: number;
  waiting: number;
  open: number;
  fills: Count;
  held: number;
}

function within<T>(all: readonly T[] | undefined, time: (each: T) => string, now: number): [T[], Count] {
  const recent = (all ?? []).filter((each) => Date.parse(time(each)) > now - hour_ms);
  // Where everything that is known is recent, older recent ones may have been left behind.
  return [recent, { count: recent.length, isLeast: all !== undefined && all.length >= 60 && recent.length === all.length }];
}

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

export function flowOf(desk: Pick<Desk, "signals" | "intents" | "fills" | "orders" | "positions" | "approvals">, now: number): Flow {
  const [signals, signal_count] = within(desk.signals, ({ time }) => time, now);
  const [intents, intent_count] = within(desk.intents, ({ created }) => created, now);
  const [, fill_count] = within(desk.fills, ({ time }) => time, now);
  return {
    signals: signal_count,
    signalsOf: tally(signals.map(({ agent }) => agent)),
    proposed: intent_count,
    proposedOf: tally(intents.filter(({ proposer }) => proposer.kind === "agent").map(({ proposer }) => proposer.name)),
    denied: intents.filter(({ state }) => state === "DENIED").length,
    waiting: (desk.approvals ?? []).filter(({ state, expires }) => state === "open" && Date.parse(expires) > now).length,
    open: desk.orders?.length ?? 0,
    fills: fill_count,
    held: (desk.positions ?? []).filter(({ quantity }) => !isZero(quantity)).length,
  };
}

/** "3 signals", "60+ signals", "1 fill". */
export function counted({ count, isLeast }: Count, one: string): string {
  return `${count}${isLeast ? "+" : ""} ${one}${count === 1 && !isLeast ? "" : "s"}`;
}
