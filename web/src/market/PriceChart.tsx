import {
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  LineStyle,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef, useState } from "react";
import type { Candle } from "../api/types";
import { isZero, places } from "../format/decimal";
import { toNumber } from "../format/number";
import { useFormat } from "../format/useFormat";
import { useAccount, useDesk } from "../store/context";
import { onThemeChange } from "../ui/theme";
import { readChartColours, type ChartColours } from "./chartColours";
import { bar, changedFrom, levels, markers, volume } from "./chartData";

interface Parts {
  chart: IChartApi;
  candles: ISeriesApi<"Candlestick">;
  volume: ISeriesApi<"Histogram">;
  marks: ISeriesMarkersPluginApi<UTCTimestamp>;
}

const bars_at_first = 110;
/** Half of what is written at a mark: so much room the last candle has beside it. */
const half_label_px = 34;

/** How many bars that is; a cut-off quantity would read as another. */
function barsBeside(width_px: number): number {
  return width_px > 0 ? Math.max(4, Math.ceil((bars_at_first * half_label_px) / width_px)) : 4;
}

function build(element: HTMLElement): Parts {
  const chart = createChart(element, {
    autoSize: true,
    layout: { attributionLogo: false, fontFamily: "Inter, system-ui, sans-serif", fontSize: 11 },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.12, bottom: 0.2 } },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: 4 },
    localization: { locale: "en-GB" },
  });
  const candles = chart.addSeries(CandlestickSeries, { borderVisible: false });
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceFormat: { type: "volume" },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.86, bottom: 0 } });
  return { chart, candles, volume, marks: createSeriesMarkers<UTCTimestamp>(candles as never, []) };
}

function paint(parts: Parts, colours: ChartColours): void {
  parts.chart.applyOptions({
    layout: { background: { type: ColorType.Solid, color: "transparent" }, textColor: colours.ink },
    grid: { vertLines: { visible: false }, horzLines: { color: colours.line } },
    crosshair: { vertLine: { color: colours.ink, width: 1 }, horzLine: { color: colours.ink } },
  });
  parts.candles.applyOptions({
    upColor: colours.up,
    downColor: colours.down,
    wickUpColor: colours.up,
    wickDownColor: colours.down,
  });
}

interface PriceChartProps {
  venue: string;
  instrument: string;
  candles: readonly Candle[];
  interval_ms: number;
}

/** Candles and volume, what the swarm thought of them (signals) and did about them (fills, position, open orders). */
export function PriceChart({ venue, instrument, candles, interval_ms }: PriceChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const parts = useRef<Parts>(undefined);
  const fitted = useRef<string>(undefined);
  const drawn = useRef<{ candles: readonly Candle[]; colours: ChartColours }>(undefined);
  const first_time = candles[0]?.open_time;
  const view = `${instrument} ${interval_ms}`;
  const [colours, setColours] = useState<ChartColours>();
  const signals = useDesk((desk) => desk.signals);
  const fills = useDesk((desk) => desk.fills);
  const orders = useDesk((desk) => desk.orders);
  const positions = useDesk((desk) => desk.positions);
  const account = useAccount();
  const format = useFormat();
  const step = format.instrumentOf({ venue, instrument })?.tick ?? "0.01";

  useEffect(() => {
    const within = element.current;
    if (!within) return undefined;
    const built = build(within);
    parts.current = built;
    const repaint = () => {
      const read = readChartColours(within);
      paint(built, read);
      setColours(read);
    };
    repaint();
    const stop = onThemeChange(repaint);
    return () => {
      stop();
      parts.current = undefined;
      fitted.current = undefined;
      drawn.current = undefined;
      built.chart.remove();
    };
  }, []);

  useEffect(() => {
    const built = parts.current;
    if (!built || !colours) return;
    const precision = places(step);
    built.candles.applyOptions({ priceFormat: { type: "price", precision, minMove: Number(step) } });
    const before = drawn.current;
    const from = before?.colours === colours && fitted.current === view ? changedFrom(before.candles, candles) : 0;
    drawn.current = { candles, colours };
    if (from > 0) {
      for (const candle of candles.slice(from)) {
        built.candles.update(bar(candle));
        built.volume.update(volume(candle, colours));
      }
      return;
    }
    built.candles.setData(candles.map(bar));
    built.volume.setData(candles.map((candle) => volume(candle, colours)));
    if (fitted.current === view) return;
    fitted.current = view;
    const scale = built.chart.timeScale();
    const to = candles.length + barsBeside(scale.width());
    scale.setVisibleLogicalRange({ from: candles.length - bars_at_first, to });
  }, [candles, view, colours, step]);

  useEffect(() => {
    if (!colours) return;
    const of = <T extends { instrument: string }>(all: readonly T[] | undefined) =>
      (all ?? []).filter((each) => each.instrument === instrument);
    parts.current?.marks.setMarkers(markers(first_time, interval_ms, of(signals), of(fills), colours, format));
  }, [first_time, interval_ms, signals, fills, instrument, colours, format]);

  useEffect(() => {
    const series = parts.current?.candles;
    if (!series || !colours) return undefined;
    const lines: IPriceLine[] = [];
    const line = (price: number | undefined, title: string, color: string, lineStyle: LineStyle) => {
      if (price)
        lines.push(series.createPriceLine({ price, title, color, lineStyle, lineWidth: 1, axisLabelVisible: true }));
    };
    const is_shown = (each: { instrument: string; account: string }) =>
      each.instrument === instrument && each.account === account;
    const position = positions?.find(is_shown);
    if (position && !isZero(position.quantity))
      line(toNumber(position.average_price), "held", colours.position, LineStyle.Solid);
    for (const order of orders ?? [])
      if (is_shown(order))
        for (const { price, title } of levels(order)) line(toNumber(price), title, colours.order, LineStyle.Dashed);
    return () => {
      if (parts.current?.candles !== series) return;
      for (const each of lines) series.removePriceLine(each);
    };
  }, [positions, orders, account, instrument, colours]);

  return <div ref={element} className="chart live" role="img" aria-label={`Candles of ${instrument}`} />;
}
