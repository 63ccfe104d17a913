import { expect, test } from "vitest";
import type { Rail } from "../api/types";
import { approval } from "../test/desk";
import { position } from "../test/lots";
import { barOf, exposureOf, roomTo } from "./exposure";

const rail = (change: Partial<Rail> = {}): Rail => ({
  rail: "POSITION_LIMIT",
  message: "Position in BTCUSDT",
  scope: { level: "account", name: "paper" },
  venue: "paper",
  instrument: "BTCUSDT",
  used: "1164",
  limit: "10000",
  unit: "USD",
  state: "ok",
  ...change,
});

test("a buy makes a position larger and a sale smaller, to the last digit", () => {
  expect(exposureOf(approval(), [position()], [rail()])).toEqual({
    before: "0.012",
    after: "0.032",
    before_usd: "1164",
    after_usd: "3105.94",
    limit_usd: "10000",
  });
  expect(exposureOf(approval({ side: "SELL", quantity_max: "0.002", notional_usd: "194" }), [position()], [])).toMatchObject({
    after: "0.01",
    after_usd: "970",
    limit_usd: undefined,
  });
});

test("where nothing is held it begins at nothing, and another account's position or limit is not this one's", () => {
  const others = [position({ account: "savings" })];
  expect(exposureOf(approval(), others, [rail({ scope: { level: "user", name: "paper" } })])).toMatchObject({
    before: "0",
    after: "0.02",
    before_usd: "0",
    limit_usd: undefined,
  });
  expect(exposureOf(approval(), undefined, [])).toBeUndefined();
});

test("a position without a price is told in pieces alone", () => {
  const { value_usd: _, ...unpriced } = position();
  const exposure = exposureOf(approval(), [unpriced], []);
  expect(exposure).toMatchObject({ after: "0.032", after_usd: undefined });
  expect(exposure && barOf(exposure)).toBeUndefined();
});

test("the bar holds the greatest of what is drawn on it", () => {
  const bar = barOf({ before: "1", after: "2", before_usd: "2500", after_usd: "5000", limit_usd: "10000" });
  expect(bar?.limit).toBeGreaterThan(97);
  expect(bar?.after).toBeCloseTo((bar?.before ?? 0) * 2);
  expect(barOf({ before: "0", after: "0", before_usd: "0", after_usd: "0", limit_usd: undefined })).toEqual({ before: 0, after: 0, limit: undefined });
});

test.each([
  ["BUY", "97000", { bid: "1", ask: "96515" }, "0.5"],
  ["BUY", "97000", { bid: "1", ask: "97970" }, "-1"],
  ["SELL", "97000", { bid: "97970", ask: "1" }, "1"],
  ["SELL", "0", { bid: "1", ask: "1" }, undefined],
] as const)("a %s at worst %s with %o has %s %% of room", (side, worst_price, quote, room) =>
  expect(roomTo(approval({ side, worst_price }), quote)).toBe(room),
);
