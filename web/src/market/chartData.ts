import type { CandlestickData, HistogramData, SeriesMarker, UTCTimestamp } from "lightweight-charts";
import type { Candle, Fill, Order, Signal, Time } from "../api/types";
import type { Format } from "../format/format";
import type { ChartColours } from "./chartColours";

export function chartTime(time: Time): UTCTimestamp {
  return Math.floor(Date.parse(time) / 1000) as UTCTimestamp;
}

export function bar(candle: Candle): CandlestickData<UTCTimestamp> {
  return {
    time: chartTime(candle.open_time),
    open: Number(candle.open),
    high: Number(candle.high),
    low: Number(candle.low),
    close: Number(candle.close),
  };
}

export function volume(candle: Candle, colours: ChartColours): HistogramData<UTCTimestamp> {
  return {
    time: chartTime(candle.open_time),
    value: Number(candle.volume),
    color: Number(candle.close) >= Number(candle.open) ? colours.upFaint : colours.downFaint,
  };
}

/** From which candle on `now` differs from what is drawn; 0 if it must be drawn anew. */
export function changedFrom(drawn: readonly Candle[], now: readonly Candle[]): number {
  const kept = drawn.length - 1;
  if (kept < 1 || now.length < drawn.length || now[0] !== drawn[0] || now[kept - 1] !== drawn[kept - 1]) return 0;
  return kept;
}

/** Marks sit on a candle, so a time within one is moved to its beginning; what is older than the chart is left out. */
export function markers(
  first_time: Time | undefined,
  interval_ms: number,
  signals: readonly Signal[],
  fills: readonly Fill[],
  colours: ChartColours,
  format: Format,
): SeriesMarker<UTCTimestamp>[] {
  if (first_time === undefined) return [];
  const start = Date.parse(first_time);
  const slot = (time: Time): UTCTimestamp | undefined => {
    const at = Date.parse(time);
    if (!(at >= start)) return undefined;
    return Math.floor((start + Math.floor((at - start) / interval_ms) * interval_ms) / 1000) as UTCTimestamp;
  };
  const marks: SeriesMarker<UTCTimestamp>[] = [];
  for (const signal of signals) {
    const time = slot(signal.time);
    if (time === undefined) continue;
    const buys = signal.side === "BUY";
    marks.push({ time, position: buys ? "belowBar" : "aboveBar", shape: "circle", color: colours.signal, size: 0.6 });
  }
  for (const fill of fills) {
    const time = slot(fill.time);
    if (time === undefined) continue;
    const buys = fill.side === "BUY";
    marks.push({
      time,
      position: buys ? "belowBar" : "aboveBar",
      shape: buys ? "arrowUp" : "arrowDown",
      color: buys ? colours.up : colours.down,
      text: format.quantity(fill, fill.quantity),
    });
  }
  return marks.sort((left, right) => left.time - right.time);
}

/** Where an open order waits for the price: at its limit, its stop, or both. */
export function levels({ type, side, limit_price, stop_price }: Order): { price: string; title: string }[] {
  const rests = type === "LIMIT" || type === "LIMIT_MAKER" || type === "OCO";
  const name = type.startsWith("TAKE_PROFIT") ? "target" : "stop";
  return [
    ...(rests && limit_price ? [{ price: limit_price, title: type === "OCO" ? "target" : side.toLowerCase() }] : []),
    ...(stop_price ? [{ price: stop_price, title: name }] : []),
  ];
}
