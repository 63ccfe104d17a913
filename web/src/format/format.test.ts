import { describe, expect, test } from "vitest";
import type { Instrument } from "../api/types";
import { formatOf } from "./format";

const instrument = (name: string, base: string, quote: string, tick: string, lot: string): Instrument => ({
  venue: "paper",
  instrument: name,
  base,
  quote,
  tick,
  lot,
  quantity_min: lot,
  quantity_max: "9000",
  notional_min: "5",
  status: "trading",
});
const instruments = [
  instrument("BTCUSDT", "BTC", "USDT", "0.01000000", "0.00001000"),
  instrument("PEPEUSDT", "PEPE", "USDT", "0.00000001", "1.00"),
  instrument("ETHBTC", "ETH", "BTC", "0.00001", "0.0001"),
  instrument("BTCJPY", "BTC", "JPY", "1", "0.00001"),
];
const format = formatOf(instruments);
const of = (name: string) => ({ venue: "paper", instrument: name });

describe("numbers with the digits of what they measure", () => {
  test.each([
    ["a price has the tick's digits", format.price(of("BTCUSDT"), "97000"), "97,000.00"],
    ["a tiny coin's price has all of them", format.price(of("PEPEUSDT"), "0.00000812"), "0.00000812"],
    ["also the zeros at its end", format.price(of("PEPEUSDT"), "0.0000081"), "0.00000810"],
    ["a tick of one has no point", format.price(of("BTCJPY"), "15000000"), "15,000,000"],
    ["no digit of a price off the tick is cut", format.price(of("BTCUSDT"), "97000.005"), "97,000.005"],
    ["an average is rounded to the tick", format.average(of("BTCUSDT"), "96512.345678"), "96,512.35"],
    ["but keeps five digits", format.average(of("PEPEUSDT"), "0.00000812345678"), "0.0000081235"],
    ["a quantity has the lot's digits", format.quantity(of("BTCUSDT"), "0.012"), "0.01200"],
    ["whole coins have no point", format.quantity(of("PEPEUSDT"), "90000000"), "90,000,000"],
    ["dust is not cut", format.quantity(of("BTCUSDT"), "0.00000001"), "0.00000001"],
    ["dollars have cents, whatever the coin", format.money("USDT", "12.3456"), "12.35"],
    ["money of another asset has what its prices have", format.money("BTC", "0.0001234"), "0.00012"],
    ["less than that is not nothing", format.signedMoney("BTC", "-0.000001"), "\u2212<0.00001"],
    ["without the zeros beyond cents", format.signedMoney("BTC", "1.5"), "+1.50"],
    ["an asset without cents has none", format.money("JPY", "1200.4"), "1,200"],
    ["an instrument nobody knows is shown as sent", format.quantity(of("XYZUSDT"), "0.0150"), "0.015"],
  ])("%s: %s", (_, actual, expected) => expect(actual).toBe(expected));

  test("the same name at another venue is another instrument", () => {
    expect(format.quoteOf({ venue: "binance", instrument: "BTCUSDT" })).toBeUndefined();
    expect(format.quoteOf(of("BTCUSDT"))).toBe("USDT");
  });

  test("it is made once for the same instruments", () => expect(formatOf(instruments)).toBe(format));
});
