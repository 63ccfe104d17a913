import { expect, test } from "vitest";
import type { Instrument } from "../api/types";
import { formatOf } from "../format/format";
import { emptyProtection, weigh, type Basis, type Level, type ProtectionDraft } from "./draft";
import { protectionTerms } from "./words";

const btc = {
  venue: "paper",
  instrument: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.00001",
} as Instrument;
const pepe = { ...btc, instrument: "PEPEUSDT", base: "PEPE", tick: "0.00000001", lot: "1" };
const format = formatOf([btc, pepe]);
const basis: Basis = { instrument: btc, from: "60000", entry: "59000", quantity: "0.01" };
const price = (text: string): Level => ({ text, unit: "price" });
const percent = (text: string): Level => ({ text, unit: "percent" });
const of = (draft: Partial<ProtectionDraft>, on = basis) => weigh({ ...emptyProtection, ...draft }, on, format);

test("a price says how far it is and what it comes to at the quantity", () => {
  expect(of({ stop: price("58000") }).stop).toEqual({
    price: "58000",
    distance: "-3.3333333333333333",
    result: "-10",
  });
});

test("percents become a price on the tick", () => {
  expect(of({ stop: percent("3.33333") }).protection.stop_price).toBe("58000");
  expect(of({ target: percent("0.00001") }).protection.take_profit_price).toBe("60000.01");
  expect(of({ stop: percent("5") }, { ...basis, instrument: pepe, from: "0.00000812" }).protection.stop_price).toBe(
    "0.00000771",
  );
});

test.each<[string, Partial<ProtectionDraft>, keyof ProtectionDraft, RegExp]>([
  ["a stop at the price", { stop: price("60000") }, "stop", /^Below 60,000\.00, or/],
  ["a target at the price", { target: price("60000") }, "target", /^Above 60,000\.00, or/],
  ["a stop off the tick", { stop: price("58000.005") }, "stop", /^In steps of 0.01/],
  ["no number", { stop: price("58k") }, "stop", /^Digits/],
  ["all of it", { stop: percent("100") }, "stop", /^Less than 100/],
  ["nothing", { target: percent("0") }, "target", /^More than zero/],
  ["less than a tick", { stop: percent("0.000001") }, "stop", /^Below/],
  ["too narrow a trail", { trail: "0.09" }, "trail", /^From 0.1 to 50/],
  ["too wide a trail", { trail: "50.01" }, "trail", /^From 0.1 to 50/],
])("%s is a fault", (_, draft, field, words) => {
  const weighed = of(draft);
  expect(weighed[field].fault).toMatch(words);
  expect(weighed.isFaultless).toBe(false);
});

test("without a price to measure from, a price is taken as typed and percents are not", () => {
  const unknown = { ...basis, from: undefined };
  expect(of({ stop: price("58000") }, unknown)).toMatchObject({
    isFaultless: true,
    protection: { stop_price: "58000" },
  });
  expect(of({ stop: percent("5") }, unknown).stop.fault).toMatch(/no price yet/);
  expect(of({ stop: price("61000"), target: price("58000") }, unknown).target.fault).toBe("Above the stop.");
});

test("all three go together, and nothing typed is nothing wanted", () => {
  const all = of({ stop: price("58000"), target: percent("10"), trail: "2.5" });
  expect(all.protection).toEqual({ stop_price: "58000", take_profit_price: "66000", trailing_bp: 250 });
  expect(all.isFaultless).toBe(true);
  expect(of({})).toMatchObject({ isEmpty: true, isFaultless: true, protection: {} });
});

test("a trail says where it begins", () => {
  expect(of({ trail: "2" }).trail).toMatchObject({ price: "58800", result: "-2" });
});

test("what protects a lot is read as words with distances", () => {
  const all = { stop_price: "58000", take_profit_price: "66000", trailing_bp: 150 };
  expect(protectionTerms(btc, all, "60000", format)).toEqual([
    "stop 58,000.00 (\u22123.33\u00a0%)",
    "target 66,000.00 (+10.00\u00a0%)",
    "trail 1.5\u00a0%",
  ]);
  expect(protectionTerms(btc, { stop_price: "58000" }, undefined, format)).toEqual(["stop 58,000.00"]);
});
