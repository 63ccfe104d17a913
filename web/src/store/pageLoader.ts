import { asProblem, type Problem } from "../api/problem";
import { createStore } from "./store";

export interface Loaded<T> {
  /** Newest first; absent before the first page is here. */
  items: readonly T[] | undefined;
  /** Where older ones begin; absent where there are none, or as many as are kept are here. */
  next: number | undefined;
  isLoading: boolean;
  problem: Problem | undefined;
}

export interface Page<T> {
  items: T[];
  next_before?: number;
}

interface PageLoaderOptions<T> {
  ask(before?: number): Promise<Page<T>>;
  /** What tells one from all others, and stays as it changes. */
  keyOf(item: T): string;
  /** So many are kept at most. */
  most: number;
}

/** A list of the desk's, newest first, page by page: the newest at once, older ones when they are wanted. */
export class PageLoader<T> {
  readonly store = createStore<Loaded<T>>({ items: undefined, next: undefined, isLoading: false, problem: undefined });
  private wantsAll = false;

  constructor(private readonly options: PageLoaderOptions<T>) {}

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

  /** What is new since, and what of the first page is another now. Where that is more than a page it begins anew. */
  refresh = async (): Promise<void> => {
    const { items, isLoading } = this.store.get();
    if (items === undefined) return this.more();
    if (isLoading) return;
    const { ask, keyOf } = this.options;
    try {
      const page = await ask();
      const newest = new Map(page.items.map((item) => [keyOf(item), item]));
      const known = items.filter((item) => !newest.has(keyOf(item)));
      const isGap = known.length === items.length && page.next_before !== undefined && items.length > 0;
      if (isGap) this.keep(page.items, page.next_before);
      else this.keep([...page.items, ...known], this.store.get().next);
      if (isGap && this.wantsAll) this.more();
    } catch {
      // What is here stays true as of then, and the next change asks again.
    }
  };

  private async load(items: readonly T[] = [], before: number | undefined): Promise<void> {
    this.store.set({ isLoading: true, problem: undefined });
    try {
      const page = await this.options.ask(before);
      this.store.set({ isLoading: false });
      this.keep([...items, ...page.items], page.next_before);
      if (this.wantsAll) this.more();
    } catch (error) {
      this.store.set({ isLoading: false, problem: asProblem(error) });
    }
  }

  private keep(items: readonly T[], next: number | undefined): void {
    const { most } = this.options;
    const isFull = items.length >= most;
    this.store.set({ items: isFull ? items.slice(0, most) : items, next: isFull ? undefined : next });
  }
}
