import { asProblem, type Problem } from "../api/problem";
import type { LedgerEvent, LedgerPage } from "../api/types";
import { day_ms, startOf } from "../format/time";
import { createStore } from "../store/store";
import { matches } from "./filter";

/** What is looked for; every part that is there must hold. */
export interface LedgerQuery {
  /** A UTC day. */
  day?: string | undefined;
  kind?: string | undefined;
  /** Exactly this subject. */
  subject?: string | undefined;
  /** Words of the kind or the message. */
  words?: string | undefined;
}

export type AskLedger = (after: number | undefined, limit: number, subject?: string) => Promise<LedgerPage>;

export interface LedgerResults {
  /** Newest first; absent before anything is known. */
  found: readonly LedgerEvent[] | undefined;
  /** How many rows have been looked at. */
  scanned: number;
  /** Whether there may be more before those. */
  hasMore: boolean;
  isLooking: boolean;
  problem: Problem | undefined;
}

interface Range {
  from: number;
  to: number;
}

const page_rows = 1_000;
/** So many rows are looked at, and so many found, before somebody is asked whether to go on. */
const scan_most = 20_000;
const found_step = 200;
/** Kept at all. */
const found_most = 5_000;

/** The number of the last event before a moment; 0 where there is none. They are numbered in the order of time. */
export async function lastBefore(ask: AskLedger, time_ms: number, last_seq: number): Promise<number> {
  let [low, high] = [0, last_seq];
  // Of `low` it is known that what comes after it may still be before the moment; after `high` nothing is.
  while (low < high) {
    const middle = (low + high) >> 1;
    const [next] = (await ask(middle, 1)).items;
    if (next && Date.parse(next.time) < time_ms) low = next.seq;
    else high = middle;
  }
  return low;
}

export function holds(event: LedgerEvent, { day, kind, words }: LedgerQuery): boolean {
  return (
    (kind === undefined || event.kind === kind) &&
    (day === undefined || event.time.slice(0, 10) === day) &&
    (words === undefined || matches(event, words))
  );
}

/**
 * Looks through the ledger backwards, a page at a time: of a day only its rows, of a subject only its own. It stops when
 * enough was found or looked at, and goes on when told to.
 */
export class LedgerSearch {
  readonly store = createStore<LedgerResults>({
    found: undefined,
    scanned: 0,
    hasMore: true,
    isLooking: false,
    problem: undefined,
  });
  /** Rows after `from` and up to `to` have not been looked at. */
  private range: Range | undefined;
  private isStopped = false;

  constructor(
    private readonly ask: AskLedger,
    private readonly query: LedgerQuery,
  ) {}

  stop(): void {
    this.isStopped = true;
  }

  more = async (): Promise<void> => {
    if (this.store.get().isLooking || !this.store.get().hasMore) return;
    this.store.set({ isLooking: true, problem: undefined });
    try {
      if (this.query.subject === undefined) await this.scan();
      else await this.ofSubject(this.query.subject);
    } catch (error) {
      this.store.set({ problem: asProblem(error) });
    }
    this.store.set({ isLooking: false });
  };

  /** A subject has few rows, and the desk gives them oldest first. */
  private async ofSubject(subject: string): Promise<void> {
    let found: LedgerEvent[] = [];
    let scanned = 0;
    for (let after = 0; !this.isStopped; ) {
      const page = await this.ask(after, page_rows, subject);
      scanned += page.items.length;
      found = [...page.items.filter((event) => holds(event, this.query)).reverse(), ...found].slice(0, found_most);
      const isEnd = page.items.length === 0 || page.next_after >= page.last_seq || scanned >= scan_most;
      this.store.set({ found, scanned, hasMore: false });
      if (isEnd) return;
      after = page.next_after;
    }
  }

  private async scan(): Promise<void> {
    const range = (this.range ??= await this.wholeRange());
    const enough = (this.store.get().found?.length ?? 0) + found_step;
    const until = this.store.get().scanned + scan_most;
    while (!this.isStopped) {
      const { from, to }: Range = range;
      const after: number = Math.max(from, to - page_rows);
      const page = to > from ? await this.ask(after, page_rows) : undefined;
      const rows = page?.items.filter(({ seq }) => seq <= to) ?? [];
      range.to = after;
      this.store.set(({ found = [], scanned }) => ({
        found: [...found, ...rows.filter((event) => holds(event, this.query)).reverse()].slice(0, found_most),
        scanned: scanned + rows.length,
        hasMore: after > from && found.length < found_most,
      }));
      const { found = [], scanned, hasMore } = this.store.get();
      if (!hasMore || found.length >= enough || scanned >= until) return;
    }
  }

  private async wholeRange(): Promise<Range> {
    const { last_seq } = await this.ask(undefined, 1);
    const { day } = this.query;
    if (day === undefined) return { from: 0, to: last_seq };
    const begin = startOf(day);
    if (Number.isNaN(begin)) return { from: 0, to: 0 };
    const [from, to] = [await lastBefore(this.ask, begin, last_seq), await lastBefore(this.ask, begin + day_ms, last_seq)];
    return { from, to };
  }
}
