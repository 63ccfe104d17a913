import { expect, test } from "vitest";
import type { Candle, Quote } from "../api/types";
import { grown, reloaded, withCandle } from "./candles";

const minute = 60_000;
const candle = (open_time: string, close = "10"): Candle => ({
  open_time,
  open: "10",
  high: "11",
  low: "9",
  close,
  volume: "1",
});
const quote = (time: string, bid: string) => ({ time, bid }) as Quote;
const first = candle("2025-01-01T00:00:00Z");

test("a quote within the last candle stretches it", () => {
  const { items, began } = grown([first], minute, quote("2025-01-01T00:00:59.999Z", "12"));
  expect(began).toBe(false);
  expect(items).toEqual([{ ...first, high: "12", close: "12" }]);
});

test("a quote after the last candle begins the next where the last ended", () => {
  const { items, began } = grown([first], minute, quote("2025-01-01T00:01:00Z", "8"));
  expect(began).toBe(true);
  expect(items[1]).toMatchObject({
    open_time: "2025-01-01T00:01:00.000Z",
    open: "10",
    high: "10",
    low: "8",
    close: "8",
  });
});

test("a late quote changes nothing", () => {
  const { items, began } = grown([first], minute, quote("2024-12-31T23:59:00Z", "99"));
  expect([items, began]).toEqual([[first], false]);
});

test("a complete candle replaces the one that was forming", () => {
  const second = candle("2025-01-01T00:01:00Z");
  const complete = candle("2025-01-01T00:00:00.000Z", "10.5");
  expect(withCandle([first, second], complete)).toEqual([complete, second]);
});

test("a new candle comes after the last", () => {
  const second = candle("2025-01-01T00:01:00Z");
  expect(withCandle([first], second)).toEqual([first, second]);
  expect(withCandle([], second)).toEqual([second]);
});

test("the candle that is forming outlives a reload of the complete ones", () => {
  const forming = candle("2025-01-01T00:01:00Z");
  expect(reloaded([first], [first, forming])).toEqual([first, forming]);
  expect(reloaded([first, forming], [first])).toEqual([first, forming]);
  expect(reloaded([first], undefined)).toEqual([first]);
});
