import { asProblem, type Problem } from "../api/problem";
import type { Trade } from "../api/types";
import { createStore } from "../store/store";

/** The desk keeps so many of an account whole. */
export const trades_max = 10_000;

export interface LoadedTrades {
  /** Newest first; absent before the first page is here. */
  items: readonly Trade[] | undefined;
  /** Where older ones begin; absent where there are none. */
  next: number | undefined;
  isLoading: boolean;
  problem: Problem | undefined;
}

export interface TradePage {
  items: Trade[];
  next_before?: number;
}

/** One fill may close the lots of several owners. */
export function tradeKey({ account, seq, owner }: Trade): string {
  return `${account} ${seq} ${owner}`;
}

/** Closed trades, page by page: the newest at once, older ones when they are wanted. */
export class TradeLoader {
  readonly store = createStore<LoadedTrades>({ items: undefined, next: undefined, isLoading: false, problem: undefined });
  private wantsAll = false;

  constructor(private readonly ask: (before?: number) => Promise<TradePage>) {}

  /** The first page, or the one after those that are here. */
  more = (): void => {
    const { items, next, isLoading } = this.store.get();
    if (isLoading || (items !== undefined && next === undefined)) return;
    void this.load(items, next);
  };

  /** Whatever there is: to be sorted, searched or written to a file. */
  all = (): void => {
    this.wantsAll = true;
    this.more();
  };

  /** What was closed since. Where that is more than a page it begins anew. */
  refresh = async (): Promise<void> => {
    const { items, isLoading } = this.store.get();
    if (items === undefined) return this.more();
    if (isLoading) return;
    try {
      const page = await this.ask();
      const known = new Set(items.map(tradeKey));
      const fresh = page.items.filter((trade) => !known.has(tradeKey(trade)));
      if (fresh.length === 0) return;
      const isGap = fresh.length === page.items.length && page.next_before !== undefined;
      if (isGap) this.keep(page.items, page.next_before);
      else this.keep([...fresh, ...items], this.store.get().next);
      if (isGap && this.wantsAll) this.more();
    } catch {
      // What is here stays true, and the next fill asks again.
    }
  };

  private async load(items: readonly Trade[] = [], before: number | undefined): Promise<void> {
    this.store.set({ isLoading: true, problem: undefined });
    try {
      const page = await this.ask(before);
      this.store.set({ isLoading: false });
      this.keep([...items, ...page.items], page.next_before);
      if (this.wantsAll) this.more();
    } catch (error) {
      this.store.set({ isLoading: false, problem: asProblem(error) });
    }
  }

  private keep(items: readonly Trade[], next: number | undefined): void {
    const isFull = items.length >= trades_max;
    this.store.set({ items: isFull ? items.slice(0, trades_max) : items, next: isFull ? undefined : next });
  }
}
