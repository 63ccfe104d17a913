import { expect, test } from "vitest";
import type { Candle, Fill, Order } from "../api/types";
import { changedFrom, levels, markers } from "./chartData";
import { formatOf } from "../format/format";
import type { ChartColours } from "./chartColours";

const colours = { up: "green", down: "red", signal: "blue" } as ChartColours;
const format = formatOf();
const candle = (open_time: string): Candle => ({
  open_time,
  open: "1",
  high: "2",
  low: "1",
  close: "2",
  volume: "3",
});
const candles = [candle("2025-01-01T00:00:00Z"), candle("2025-01-01T00:01:00Z")];
const fill = (time: string, side: "BUY" | "SELL"): Fill =>
  ({ time, side, quantity: "0.50", price: "1" }) as unknown as Fill;

test("a fill within a candle is marked at the candle's beginning", () => {
  const [mark] = markers(candles[0]?.open_time, 60_000, [], [fill("2025-01-01T00:01:59.9Z", "SELL")], colours, format);
  expect(mark).toMatchObject({ time: Date.parse("2025-01-01T00:01:00Z") / 1000, shape: "arrowDown", text: "0.5" });
});

test("a fill older than the chart is not marked", () => {
  expect(markers(candles[0]?.open_time, 60_000, [], [fill("2024-12-31T23:59:59Z", "BUY")], colours, format)).toEqual(
    [],
  );
});

test("marks come in the order of time", () => {
  const times = markers(
    candles[0]?.open_time,
    60_000,
    [],
    [fill("2025-01-01T00:01:10Z", "BUY"), fill("2025-01-01T00:00:10Z", "BUY")],
    colours,
    format,
  );
  expect(times.map((mark) => mark.time)).toEqual([...times.map((mark) => mark.time)].sort());
});

test("only the end of the chart is drawn again while the last candle forms", () => {
  const [first, second] = candles as [Candle, Candle];
  const third = candle("2025-01-01T00:02:00Z");
  expect(changedFrom([first, second], [first, { ...second, close: "1.5" }])).toBe(1);
  expect(changedFrom([first, second], [first, second, third])).toBe(1);
  expect(changedFrom([first, second], [{ ...first }, second])).toBe(0);
  expect(changedFrom([first, second], [first])).toBe(0);
  expect(changedFrom([], [first])).toBe(0);
});

test("an order is drawn where it waits, and what waits for nothing is not", () => {
  const at = (order: Partial<Order>) =>
    levels({ side: "SELL", ...order } as Order).map(({ price, title }) => `${title} ${price}`);
  expect(at({ type: "LIMIT", limit_price: "64000" })).toEqual(["sell 64000"]);
  expect(at({ type: "STOP_LOSS_LIMIT", limit_price: "57900", stop_price: "58000" })).toEqual(["stop 58000"]);
  expect(at({ type: "TAKE_PROFIT", stop_price: "64000" })).toEqual(["target 64000"]);
  expect(at({ type: "OCO", limit_price: "64000", stop_price: "58000" })).toEqual(["target 64000", "stop 58000"]);
  expect(at({ type: "MARKET", limit_price: "57000" })).toEqual([]);
});
