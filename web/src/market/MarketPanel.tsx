import { lazy, Suspense, useEffect, useState } from "react";
import { isZero } from "../format/decimal";
import { signedMoney, tone } from "../format/number";
import { useFormat } from "../format/useFormat";
import { useAccess, useAccount, useDesk, useQuote } from "../store/context";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { Segments } from "../ui/Segments";
import { Skeleton } from "../ui/Skeleton";
import { ChartLegend } from "./ChartLegend";
import "./market.css";

/** Comes after the rest of the page is there: it is as heavy as half of that. */
const PriceChart = lazy(() => import("./PriceChart").then(({ PriceChart: component }) => ({ default: component })));

interface MarketPanelProps {
  instrument: string | undefined;
}

const intervals = ["1m", "5m", "15m", "1h"] as const;
type Interval = (typeof intervals)[number];
const interval_options = intervals.map((value) => ({ value, label: value }));

export function MarketPanel({ instrument }: MarketPanelProps) {
  const { feed } = useAccess();
  const format = useFormat();
  const account = useAccount();
  const quote = useQuote(instrument);
  const candles = useDesk((desk) => desk.candles);
  const problem = useDesk((desk) => desk.problems["candles"]);
  const position = useDesk((desk) =>
    desk.positions?.find((each) => each.instrument === instrument && each.account === account),
  );
  const [interval, chooseInterval] = useState<Interval>("1m");

  useEffect(() => {
    if (instrument) return feed.watch(instrument, interval);
    return undefined;
  }, [instrument, interval, feed]);

  if (!instrument) {
    return (
      <Panel id="market" title="Market">
        <Skeleton rows={10} />
      </Panel>
    );
  }
  return (
    <Panel
      id="market"
      title={instrument}
      className="market"
      note={
        quote && (
          <span className="market__quote live">
            <strong>{format.price(quote, quote.bid)}</strong>
            <span>
              bid <b>{format.price(quote, quote.bid)}</b>
            </span>
            <span>
              ask <b>{format.price(quote, quote.ask)}</b>
            </span>
            {position && !isZero(position.quantity) && (
              <span>
                holding <b>{format.quantity(position, position.quantity)}</b>{" "}
                <b className={tone(position.unrealised_usd)}>{signedMoney(position.unrealised_usd)}</b>
              </span>
            )}
          </span>
        )
      }
      tools={
        <Segments<Interval>
          label="Candle interval"
          options={interval_options}
          value={interval}
          onChange={chooseInterval}
        />
      }
    >
        {candles === undefined ? (
          problem ? (
            <Empty title="The candles could not be loaded">{problem.message}</Empty>
          ) : (
            <Skeleton rows={10} />
          )
        ) : candles.items.length === 0 ? (
          <Empty title="No candles yet">The first one is drawn as soon as the market has moved for a minute.</Empty>
        ) : (
          <Suspense fallback={<Skeleton rows={10} />}>
            <PriceChart
              venue={candles.venue}
              instrument={instrument}
              candles={candles.items}
              interval_ms={candles.interval_ms}
            />
          </Suspense>
        )}
        <ChartLegend />
    </Panel>
  );
}
