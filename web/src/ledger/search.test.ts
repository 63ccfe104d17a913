import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { LedgerEvent } from "../api/types";
import { holds, lastBefore, LedgerSearch, type AskLedger, type LedgerQuery } from "./search";

const first = Date.parse("2025-04-01T00:00:00.000Z");
const hour = 3_600_000;

/** An event an hour; every third number is somebody else's and not shown. */
const ledger: LedgerEvent[] = Array.from({ length: 3_000 }, (_, at) => ({
  seq: at + 1,
  time: new Date(first + at * hour).toISOString(),
  kind: at % 10 === 0 ? "OrderFilled" : "PricesMarked",
  subject: at % 10 === 0 ? "i1" : "desk",
  message: `event ${at + 1}`,
  data: {},
  hash: "",
})).filter(({ seq }) => seq % 3 !== 0);
const last_seq = 3_000;

const ask: AskLedger = async (after, limit, subject) => {
  const all = ledger.filter((event) => subject === undefined || event.subject === subject);
  const items = after === undefined ? all.slice(-limit) : all.filter(({ seq }) => seq > after).slice(0, limit);
  return { items, next_after: items.length < limit ? last_seq : (items.at(-1)?.seq ?? last_seq), last_seq };
};

async function searched(query: LedgerQuery) {
  const search = new LedgerSearch(ask, query);
  await search.more();
  return search;
}
const seqs = (search: LedgerSearch) => search.store.get().found?.map(({ seq }) => seq);

test.each([
  ["before all of them", first, 0],
  ["a moment after the first", first + 1, 1],
  ["at the time of one", first + 9 * hour, 8],
  ["where the one before is another's", first + 6 * hour, 5],
  ["after all of them", first + 9_999 * hour, 2_999],
])("the last event %s is found", async (_, time, seq) => expect(await lastBefore(ask, time, last_seq)).toBe(seq));

test("of a day its own rows are found, and few others are looked at", async () => {
  const search = await searched({ day: "2025-04-02" });
  const own = ledger.filter(({ time }) => time.startsWith("2025-04-02")).map(({ seq }) => seq);
  expect(seqs(search)).toEqual(own.toReversed());
  expect(search.store.get()).toMatchObject({ hasMore: false, scanned: own.length });
});

test("a day without an event, and what is no day, give nothing", async () => {
  for (const day of ["2024-01-01", "2031-01-01", "yesterday"])
    expect((await searched({ day })).store.get()).toMatchObject({ found: [], hasMore: false, problem: undefined });
});

test("a kind is looked for backwards through all pages, none twice", async () => {
  const search = await searched({ kind: "OrderFilled" });
  while (search.store.get().hasMore) await search.more();
  expect(seqs(search)).toEqual(ledger.filter(({ kind }) => kind === "OrderFilled").map(({ seq }) => seq).toReversed());
});

test("it stops once enough is found, and goes on when told to", async () => {
  const search = await searched({ kind: "PricesMarked" });
  const before = seqs(search)?.length ?? 0;
  expect(search.store.get().hasMore).toBe(true);
  await search.more();
  expect(seqs(search)?.length).toBeGreaterThan(before);
});

test("of a subject all of its rows are found, newest first, and narrowed by the rest", async () => {
  const own = ledger.filter(({ subject }) => subject === "i1").map(({ seq }) => seq).toReversed();
  expect(seqs(await searched({ subject: "i1" }))).toEqual(own);
  expect(seqs(await searched({ subject: "i1", kind: "PricesMarked" }))).toEqual([]);
  expect(seqs(await searched({ subject: "nobody" }))).toEqual([]);
});

test("words and kind must both hold", () => {
  const [event] = ledger as [LedgerEvent];
  expect(holds(event, { words: "filled 1", kind: "OrderFilled" })).toBe(true);
  expect(holds(event, { words: "filled 1", kind: "PricesMarked" })).toBe(false);
});

test("an answer that does not come is said, and what was found stays", async () => {
  const failing = vi.fn<AskLedger>().mockRejectedValueOnce(Problem.offline()).mockImplementation(ask);
  const search = new LedgerSearch(failing, { day: "2025-04-02" });
  await search.more();
  expect(search.store.get()).toMatchObject({ isLooking: false, hasMore: true });
  expect(search.store.get().problem?.code).toBe("OFFLINE");
  await search.more();
  expect(search.store.get().problem).toBeUndefined();
  expect(seqs(search)?.length).toBeGreaterThan(0);
});
