import { expect, test } from "vitest";
import type { Order } from "../api/types";
import { formatOf } from "../format/format";
import { isMine, matchesOrder, newest_order, orderedOrders } from "./orderList";

const format = formatOf();
const order = (change: Partial<Order>): Order =>
  ({
    instrument: "BTCUSDT",
    venue: "paper",
    account: "paper",
    side: "SELL",
    type: "STOP_LOSS",
    stop_price: "58000",
    owner: "online_trading/ema_cross",
    is_protection: false,
    is_cancel_requested: false,
    proposer: { kind: "human", name: "operator" },
    time: "2025-04-03T09:00:00.000Z",
    ...change,
  }) as Order;

test.each([
  ["", true],
  ["btc sell", true],
  ["stop 58,000", true],
  ["online trading", true],
  ["btc buy", false],
])("a search for %j finds it: %s", (search, found) => expect(matchesOrder(order({}), search, format)).toBe(found));

test("mine is what I proposed by hand and is not being cancelled", () => {
  expect(isMine(order({}), "operator")).toBe(true);
  expect(isMine(order({ is_cancel_requested: true }), "operator")).toBe(false);
  expect(isMine(order({ is_protection: true }), "operator")).toBe(false);
  expect(isMine(order({ proposer: { kind: "human", name: "alice" } }), "operator")).toBe(false);
  expect(isMine(order({ proposer: { kind: "agent", name: "operator" } }), "operator")).toBe(false);
});

test("they are sorted by a column, the newest first unless said otherwise", () => {
  const [early, late] = [order({ instrument: "A" }), order({ instrument: "B", time: "2025-04-03T10:00:00.000Z" })];
  expect(orderedOrders([early, late], newest_order)).toEqual([late, early]);
  expect(orderedOrders([late, early], { by: "instrument", isDown: false })).toEqual([early, late]);
});
