import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { PageLoader, type Page } from "./pageLoader";

interface Row {
  seq: number;
  state?: string;
}
const most = 10_000;
const page = (from: number, to: number, next_before?: number): Page<Row> => ({
  items: Array.from({ length: from - to + 1 }, (_, at) => ({ seq: from - at })),
  ...(next_before === undefined ? {} : { next_before }),
});
const settled = () => new Promise((resolve) => setTimeout(resolve));
const loading = (ask: (before?: number) => Promise<Page<Row>>) => new PageLoader<Row>({ ask, keyOf: ({ seq }) => String(seq), most });
const seqs = (loader: PageLoader<Row>) => loader.store.get().items?.map(({ seq }) => seq);

test("the first page is asked for alone, and the next where that ended", async () => {
  const ask = vi.fn().mockResolvedValueOnce(page(6, 4, 4)).mockResolvedValueOnce(page(3, 1));
  const loader = loading(ask);
  loader.more();
  await settled();
  expect(seqs(loader)).toEqual([6, 5, 4]);
  expect(ask).toHaveBeenCalledTimes(1);
  loader.more();
  await settled();
  expect(ask).toHaveBeenLastCalledWith(4);
  expect(seqs(loader)).toEqual([6, 5, 4, 3, 2, 1]);
  loader.more();
  await settled();
  expect(ask).toHaveBeenCalledTimes(2);
});

test("all of them are asked for page after page", async () => {
  const ask = vi.fn().mockResolvedValueOnce(page(6, 5, 5)).mockResolvedValueOnce(page(4, 3, 3)).mockResolvedValueOnce(page(2, 1));
  const loader = loading(ask);
  loader.all();
  await settled();
  expect(seqs(loader)).toEqual([6, 5, 4, 3, 2, 1]);
});

test("no more are kept than are wanted", async () => {
  let next = most + 2_000;
  const ask = vi.fn(async () => page(next, (next -= 1_000) + 1, next + 1));
  const loader = loading(ask);
  loader.all();
  await settled();
  expect(loader.store.get()).toMatchObject({ next: undefined, isLoading: false });
  expect(loader.store.get().items).toHaveLength(most);
  expect(ask).toHaveBeenCalledTimes(most / 1_000);
});

test("what is new comes in front, once", async () => {
  const ask = vi.fn().mockResolvedValueOnce(page(3, 2, 2)).mockResolvedValueOnce(page(4, 3, 3)).mockResolvedValueOnce(page(4, 3, 3));
  const loader = loading(ask);
  loader.more();
  await settled();
  await loader.refresh();
  await loader.refresh();
  expect(seqs(loader)).toEqual([4, 3, 2]);
  expect(loader.store.get().next).toBe(2);
});

test("after more than a page has passed it begins anew, without a hole", async () => {
  const ask = vi.fn().mockResolvedValueOnce(page(3, 2, 2)).mockResolvedValueOnce(page(9, 8, 8));
  const loader = loading(ask);
  loader.more();
  await settled();
  await loader.refresh();
  expect(seqs(loader)).toEqual([9, 8]);
  expect(loader.store.get().next).toBe(8);
});

test("a page that does not come says why, keeps what is here, and can be asked for again", async () => {
  const ask = vi.fn().mockResolvedValueOnce(page(3, 2, 2)).mockRejectedValueOnce(Problem.offline()).mockResolvedValueOnce(page(1, 1));
  const loader = loading(ask);
  loader.more();
  await settled();
  loader.more();
  await settled();
  expect(loader.store.get().problem?.code).toBe("OFFLINE");
  expect(seqs(loader)).toEqual([3, 2]);
  loader.more();
  await settled();
  expect(seqs(loader)).toEqual([3, 2, 1]);
  expect(loader.store.get().problem).toBeUndefined();
});

test("what changed on the first page is another now, and keeps its place", async () => {
  const changed = { items: [{ seq: 3 }, { seq: 2, state: "granted" }], next_before: 2 };
  const ask = vi.fn().mockResolvedValueOnce(page(3, 2, 2)).mockResolvedValueOnce(page(1, 1)).mockResolvedValueOnce(changed);
  const loader = loading(ask);
  loader.all();
  await settled();
  await loader.refresh();
  expect(loader.store.get().items).toEqual([{ seq: 3 }, { seq: 2, state: "granted" }, { seq: 1 }]);
});
