import { expect, test } from "vitest";
import type { Instrument, OrderType, Quote, Side } from "../api/types";
import { formatOf } from "../format/format";
import { checkDraft, emptyDraft, orderOf, type Draft } from "./draft";

const of = { venue: "paper", instrument: "BTCUSDT" };
const instrument = { ...of, base: "BTC", quote: "USDT", tick: "0.01", lot: "0.00001" } as Instrument;
const around = { instrument, quote: { ...of, bid: "96400", ask: "96402.5" } as Quote };
const format = formatOf([instrument]);
const check = (change: Partial<Draft>) => checkDraft({ ...emptyDraft, amount: "250", ...change }, around, format);

test.each(["", " ", "0", "0.00", "1e5", "+5", ".5", "5.", "1_000", "1,5", "-1", "NaN"])("%j is no amount", (amount) => {
  expect(check({ amount }).amount).toBeDefined();
});

test.each(["1", "0.015", " 250 ", "0.000000000000000001"])("%j is an amount", (amount) => {
  expect(check({ amount }).amount).toBeUndefined();
});

test.each([
  ["0.00001", undefined],
  ["0.000015", "In steps of 0.00001."],
])("a quantity of %s is on the lot or not: %s", (amount, fault) => {
  expect(check({ unit: "base", amount }).amount).toBe(fault);
});

test("a limit order needs a price on the tick and a market order does not", () => {
  expect(check({ type: "LIMIT" }).limit).toBe("At what price?");
  expect(check({ type: "LIMIT", limit: "96400.005" }).limit).toBe("In steps of 0.01.");
  expect(check({ type: "LIMIT", limit: "96400.01" }).limit).toBeUndefined();
  expect(check({}).limit).toBeUndefined();
});

test.each<[OrderType, Side, string, boolean]>([
  ["STOP_LOSS", "SELL", "96399.99", true],
  ["STOP_LOSS", "SELL", "96400", false],
  ["STOP_LOSS", "BUY", "96402.51", true],
  ["STOP_LOSS", "BUY", "96402.5", false],
  ["TAKE_PROFIT", "SELL", "96400.01", true],
  ["TAKE_PROFIT", "SELL", "96400", false],
  ["TAKE_PROFIT", "BUY", "96402.49", true],
  ["TAKE_PROFIT", "BUY", "96402.5", false],
])("a %s to %s at %s waits: %s", (type, side, stop, waits) => {
  const { stop: fault } = check({ type, side, stop });
  if (waits) expect(fault).toBeUndefined();
  else expect(fault).toMatch(/^(Above|Below) the market's 96,40[02]\.[05]0, or it would (buy|sell) at once\.$/);
});

test("of a target and a stop each has its own side of the market", () => {
  const oco = { type: "OCO", side: "SELL" } as const;
  expect(check({ ...oco, limit: "97000", stop: "95000" })).toEqual({});
  expect(check({ ...oco, limit: "95000", stop: "97000" })).toMatchObject({
    limit: expect.stringMatching(/^Above/),
    stop: expect.stringMatching(/^Below/),
  });
  expect(check({ ...oco, limit: "97000", stop: "95000", stopLimit: "94900.001" }).stopLimit).toBe("In steps of 0.01.");
});

test.each([
  ["", "How far?"],
  ["0.09", "From 0.1 to 50 percent."],
  ["0.1", undefined],
  ["50", undefined],
  ["50.01", "From 0.1 to 50 percent."],
  ["1.555", "In steps of 0.01."],
])("a stop that trails by %j percent: %s", (trail, fault) => {
  expect(check({ type: "TRAILING_STOP", side: "SELL", trail }).trail).toBe(fault);
});

test("without a quote the side of the market is the desk's to judge", () => {
  const draft: Draft = { ...emptyDraft, amount: "1", type: "STOP_LOSS", side: "SELL", stop: "97000" };
  expect(checkDraft(draft, { instrument, quote: undefined }, format)).toEqual({});
});

const typed = {
  amount: "0.01",
  unit: "base",
  limit: "97000",
  stop: "95000",
  stopLimit: "94900",
  trail: "1.5",
} as const;

test.each<[OrderType, Record<string, unknown>]>([
  ["MARKET", {}],
  ["LIMIT", { limit_price: "97000", time_in_force: "GTC" }],
  ["LIMIT_MAKER", { limit_price: "97000" }],
  ["STOP_LOSS", { stop_price: "95000" }],
  ["STOP_LOSS_LIMIT", { stop_price: "95000", limit_price: "97000" }],
  ["TAKE_PROFIT", { stop_price: "95000" }],
  ["TAKE_PROFIT_LIMIT", { stop_price: "95000", limit_price: "97000" }],
  ["TRAILING_STOP", { trailing_bp: 150 }],
  ["OCO", { limit_price: "97000", stop_price: "95000", stop_limit_price: "94900" }],
])("a %s order is sent with its own fields and no others", (type, fields) => {
  const { reason, ...sent } = orderOf({ ...emptyDraft, ...typed, type, side: "SELL" }, around, format);
  expect(reason).toBe("by hand, on the dashboard");
  expect(sent).toEqual({ side: "SELL", type, quantity: "0.01", ...fields });
});

test("what is to be protected says how, and only where something is bought", () => {
  const draft: Draft = { ...emptyDraft, amount: "250", isProtected: true };
  expect(checkDraft(draft, around, format).protection).toBe("Give at least one of the three, or untick it.");
  const meant: Draft = {
    ...draft,
    protection: { ...draft.protection, stop: { text: "5", unit: "percent" }, trail: "2" },
  };
  expect(checkDraft(meant, around, format)).toEqual({});
  expect(orderOf(meant, around, format).protection).toEqual({ stop_price: "91582.38", trailing_bp: 200 });
  for (const without of [
    { ...meant, side: "SELL" as const },
    { ...meant, reduceOnly: true },
  ])
    expect(orderOf(without, around, format)).not.toHaveProperty("protection");
});

test("percents of an order at a price of its own are of that price", () => {
  const protection = { ...emptyDraft.protection, target: { text: "10", unit: "percent" as const } };
  const draft: Draft = {
    ...emptyDraft,
    type: "LIMIT",
    unit: "base",
    amount: "0.01",
    limit: "90000",
    isProtected: true,
    protection,
  };
  expect(orderOf(draft, around, format).protection).toEqual({ take_profit_price: "99000" });
});
