import { expect, test } from "vitest";
import type { Trade } from "../api/types";
import { csv_columns, filtered, heldFor, isOf, namesIn, newest_first, ordered, summed } from "./tradeList";
import { toCsv } from "../format/csv";

const trade = (change: Partial<Trade>): Trade => ({
  seq: 1,
  account: "paper",
  owner: "people",
  venue: "paper",
  instrument: "BTCUSDT",
  intent_id: "i1",
  entry_cost: "970",
  result: "1",
  result_usd: "1",
  is_loss: false,
  time: "2025-04-03T17:05:00.000Z",
  ...change,
});
const trades = [
  trade({ seq: 3, owner: "online_trading/ema_cross", result_usd: "-21.3", exit: "low reached the stop" }),
  trade({ seq: 2, owner: "buy_bot", instrument: "ETHUSDT", result_usd: "0.1" }),
  trade({ seq: 1, owner: "online_trading", result_usd: "0.2", opened: "2025-04-03T15:35:00.000Z" }),
];
const seqs = (list: readonly Trade[]) => list.map(({ seq }) => seq);

test("an agent owns what its strategies closed, and no other's of a longer name", () => {
  expect(isOf("online_trading/ema_cross", "online_trading")).toBe(true);
  expect(isOf("online_trading", "online_trading")).toBe(true);
  expect(isOf("online_trading_2", "online_trading")).toBe(false);
  expect(isOf("online_trading", "online_trading/ema_cross")).toBe(false);
});

test("they are filtered by owner, instrument and reason together", () => {
  expect(seqs(filtered(trades, { owner: "online_trading" }))).toEqual([3, 1]);
  expect(seqs(filtered(trades, { instrument: "ETHUSDT" }))).toEqual([2]);
  expect(seqs(filtered(trades, { owner: "online_trading", reason: "low reached the stop" }))).toEqual([3]);
  expect(filtered(trades, {})).toBe(trades);
});

test("results are sorted as numbers, and what is not known comes last", () => {
  expect(seqs(ordered(trades, { by: "result", isDown: true }))).toEqual([1, 2, 3]);
  expect(seqs(ordered(trades, { by: "result", isDown: false }))).toEqual([3, 2, 1]);
  expect(seqs(ordered(trades, { by: "held", isDown: false }))).toEqual([1, 3, 2]);
  expect(ordered(trades, newest_first)).toBe(trades);
});

test("their sum is exact, and what has no dollar price is counted apart", () => {
  expect(summed([...trades, trade({ result_usd: undefined })])).toEqual({
    trades: 4,
    wins: 2,
    losses: 1,
    unpriced: 1,
    result_usd: "-21",
  });
});

test("what occurs can be chosen, each once", () => {
  expect(namesIn(trades, ({ exit }) => exit)).toEqual(["low reached the stop"]);
  expect(namesIn(trades, ({ owner }) => owner)).toEqual(["buy_bot", "online_trading", "online_trading/ema_cross"]);
});

test("how long it was held is known from its two times", () => {
  expect(heldFor(trades[2] as Trade)).toBe(90 * 60_000);
  expect(heldFor(trades[0] as Trade)).toBeUndefined();
});

test("a file has every field as it was sent", () => {
  const [head, first] = toCsv(csv_columns, trades).split("\r\n");
  expect(head).toContain("seq,account,owner,venue,instrument");
  expect(first).toContain("3,paper,online_trading/ema_cross,paper,BTCUSDT");
  expect(first).toContain("-21.3");
});
