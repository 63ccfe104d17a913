import type { Candle, Quote } from "../api/types";

/** The candles with this one in its place, as it is now final. */
export function withCandle(candles: readonly Candle[], candle: Candle): Candle[] {
  const at = candles.findLastIndex((each) => Date.parse(each.open_time) <= Date.parse(candle.open_time));
  const before = candles[at];
  const replaces = before !== undefined && Date.parse(before.open_time) === Date.parse(candle.open_time);
  return [...candles.slice(0, replaces ? at : at + 1), candle, ...candles.slice(at + 1)];
}

/** The candles grown by a quote: the last one is still forming, and `began` says that it has only just begun. */
export function grown(
  candles: readonly Candle[],
  interval_ms: number,
  quote: Quote,
): { items: Candle[]; began: boolean } {
  const open_ms = Math.floor(Date.parse(quote.time) / interval_ms) * interval_ms;
  const last = candles.at(-1);
  const last_ms = last ? Date.parse(last.open_time) : Number.NEGATIVE_INFINITY;
  if (open_ms < last_ms) return { items: [...candles], began: false };
  const now = quote.bid;
  if (!last || open_ms > last_ms) {
    const open = last?.close ?? now;
    const begun = { open_time: new Date(open_ms).toISOString(), open, high: now, low: now, close: now, volume: "0" };
    return { items: [...candles, stretched(begun, open)], began: true };
  }
  return { items: [...candles.slice(0, -1), { ...stretched(last, now), close: now }], began: false };
}

/** What was loaded, which is complete, and after it the candle that was still forming here. */
export function reloaded(loaded: readonly Candle[], shown: readonly Candle[] | undefined): Candle[] {
  const forming = shown?.at(-1);
  const last = loaded.at(-1);
  if (!forming || (last && Date.parse(forming.open_time) <= Date.parse(last.open_time))) return [...loaded];
  return [...loaded, forming];
}

function stretched(candle: Candle, price: string): Candle {
  return {
    ...candle,
    high: Number(price) > Number(candle.high) ? price : candle.high,
    low: Number(price) < Number(candle.low) ? price : candle.low,
  };
}
