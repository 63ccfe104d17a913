import { expect, test } from "vitest";
import type { Instrument, OrderType } from "../api/types";
import { formatOf } from "../format/format";
import { kindOfOrder } from "./orderKind";

const of = { venue: "paper", instrument: "BTCUSDT" };
const format = formatOf([{ ...of, base: "BTC", quote: "USDT", tick: "0.01", lot: "0.00001" } as Instrument]);
const all = { limit_price: "64000", stop_price: "58000", stop_limit_price: "57900", trailing_bp: 150 };

test.each<[OrderType, Partial<typeof all>, string]>([
  ["MARKET", { limit_price: "64064" }, "market"],
  ["LIMIT", all, "limit 64,000.00"],
  ["LIMIT_MAKER", all, "limit 64,000.00, maker only"],
  ["STOP_LOSS", { stop_price: "58000", limit_price: "57000" }, "stop at 58,000.00 → market"],
  ["STOP_LOSS_LIMIT", all, "stop at 58,000.00 → limit 64,000.00"],
  ["TAKE_PROFIT", all, "target at 58,000.00 → market"],
  ["TAKE_PROFIT_LIMIT", all, "target at 58,000.00 → limit 64,000.00"],
  ["TRAILING_STOP", { trailing_bp: 200 }, "trailing stop, 2\u00a0% behind → market"],
  ["TRAILING_STOP", all, "trailing stop at 58,000.00, 1.5\u00a0% behind → market"],
  ["OCO", { limit_price: "64000", stop_price: "58000" }, "target at 64,000.00 or stop at 58,000.00 → market"],
  ["OCO", all, "target at 64,000.00 or stop at 58,000.00, 1.5\u00a0% behind → limit 57,900.00"],
  ["LIMIT", {}, "limit"],
])("a %s order with %o is a %s", (type, prices, words) =>
  expect(kindOfOrder({ ...of, type, ...prices }, format)).toBe(words),
);
