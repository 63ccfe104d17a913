import { money, percent, signedMoney, signedPercent, toNumber, tone, wholeMoney } from "../format/number";
import { difference, product } from "../format/decimal";
import { useAccess, useAccount, useDesk } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import type { EquityCurve, Profit, ProfitBy } from "../api/types";
import { Answered } from "../ui/Answered";
import { AsTable } from "../ui/AsTable";
import { Empty } from "../ui/Empty";
import { Figures, type Figure } from "../ui/Figures";
import { Segments } from "../ui/Segments";
import { TimeChart } from "../ui/TimeChart";
import { useQuery } from "../ui/useQuery";
import { monthsBetween } from "./calendar";
import { lastOfDays } from "./dayChange";
import { DayCalendar, type DayResult } from "./DayCalendar";
import { firstDay, ranges, readRange, type Range } from "./range";
import { ResultsBy } from "./ResultsBy";
import { useToday, useYesterday } from "./useYesterday";
import "./performance.css";

/** Marks come once an hour, closed trades at any time. */
const again_ms = 60_000;
const points_max = 1_000;
const months_max = 24;

/** What was earned: the curve, how far below its best it was, each day, and by whom, in what and why. */
export function Performance() {
  const { client } = useAccess();
  const account = useAccount();
  const today = useToday();
  const [query, change] = useQuery();
  const range = readRange(query.get("range"));
  const from = today && firstDay(range, Date.parse(today));
  const isKnown = account !== undefined && today !== undefined;
  const key = isKnown ? `${account} ${from}` : undefined;
  const of = (by: ProfitBy) => () => client.profit(account ?? "", by, from ? { from } : {});
  const curve = useAnswer(key, () => client.equity(account ?? "", from, points_max), again_ms);
  const days = useAnswer(key, of("day"), again_ms);
  const owners = useAnswer(key, of("owner"), again_ms);
  const instruments = useAnswer(key, of("instrument"), again_ms);
  const reasons = useAnswer(key, of("reason"), again_ms);
  return (
    <div className="performance">
      <div className="performance__head">
        <Segments<Range> label="Days" options={ranges} value={range} onChange={(next) => change({ range: next })} />
        <span className="quiet">UTC days, in US dollars, net of fees</span>
      </div>
      <Answered answer={curve} rows={8}>
        {(equity) => (
          <>
            <Summary equity={equity} profit={days.value} />
            <Curve equity={equity} />
          </>
        )}
      </Answered>
      <section aria-label="Closed trades by day">
        <h3>Closed trades by day</h3>
        <Answered answer={days} rows={6}>
          {(profit) => <Days profit={profit} today={today} />}
        </Answered>
      </section>
      <div className="performance__lists">
        <section aria-label="By agent">
          <h3>By agent and strategy</h3>
          <Answered answer={owners}>{(profit) => <ResultsBy of="owner" profit={profit} />}</Answered>
        </section>
        <section aria-label="By instrument">
          <h3>By instrument</h3>
          <Answered answer={instruments}>{(profit) => <ResultsBy of="instrument" profit={profit} />}</Answered>
        </section>
        <section aria-label="By reason">
          <h3>By why they were closed</h3>
          <Answered answer={reasons}>{(profit) => <ResultsBy of="reason" profit={profit} />}</Answered>
        </section>
      </div>
    </div>
  );
}

function Summary({ equity, profit }: { equity: EquityCurve; profit: Profit | undefined }) {
  const portfolio = useDesk((desk) => desk.portfolio);
  const yesterday = useYesterday();
  const [first, last] = [equity.items[0], equity.items.at(-1)];
  const grown = first && last && difference(last.index, first.index);
  const gain = grown && product(grown, "100");
  const deepest = equity.items.reduce((most, { drawdown_percent }) => Math.max(most, toNumber(drawdown_percent) ?? 0), 0);
  const { total } = profit ?? {};
  const items: Figure[] = [
    {
      name: "Today",
      value: signedMoney(portfolio?.day_pnl_usd),
      tone: tone(portfolio?.day_pnl_usd),
      note: percent(portfolio?.day_pnl_percent),
    },
    {
      name: "Yesterday",
      value: signedMoney(yesterday.change_usd),
      tone: tone(yesterday.change_usd),
      note: yesterday.change_usd === undefined ? "no marks of it" : yesterday.day,
    },
    {
      name: "In these days",
      value: signedPercent(gain),
      tone: tone(gain),
      note: last ? `equity ${money(last.equity_usd)}` : undefined,
    },
    { name: "Deepest drawdown", value: percent(deepest.toFixed(4)), note: "below the best so far" },
    {
      name: "Closed trades",
      value: total ? String(total.trades) : "–",
      note: total && total.trades > 0 ? `${total.wins} won, ${total.losses} lost` : undefined,
    },
    {
      name: "Their result",
      value: signedMoney(total?.result_usd),
      tone: tone(total?.result_usd),
      note: total ? `fees ${money(total.fees_usd)}` : undefined,
    },
  ];
  return <Figures items={items} />;
}

function Curve({ equity }: { equity: EquityCurve }) {
  const { items, is_cut } = equity;
  const [first, last] = [items[0], items.at(-1)];
  if (items.length < 2 || !first || !last)
    return <Empty title="No curve yet">Equity is marked once an hour; with the second mark it is drawn.</Empty>;
  const at = (of: (point: (typeof items)[number]) => number | undefined) =>
    items.map((point) => ({ time: Date.parse(point.time), value: of(point) ?? 0 }));
  return (
    <section aria-label="Equity and drawdown" className="performance__curve">
      <h3>Equity</h3>
      <TimeChart
        points={at(({ equity_usd }) => toNumber(equity_usd))}
        label={`Equity from ${money(first.equity_usd)} to ${money(last.equity_usd)} US dollars`}
        write={(value) => wholeMoney(value.toFixed(2))}
        height={240}
      />
      <h3>Drawdown</h3>
      <TimeChart
        points={at(({ drawdown_percent }) => -(toNumber(drawdown_percent) ?? 0))}
        label="How far equity was below its best so far, in percent"
        write={(value) => percent(value.toFixed(4))}
        tone="down"
        fromZero
        height={120}
      />
      {is_cut && <p className="quiet">Older marks are no longer kept here; swarmdesk report has them.</p>}
      <AsTable
        label="Equity and drawdown at the end of each day"
        head={["Day", "Equity in USD", "Drawdown"]}
        rows={lastOfDays(items)
          .toReversed()
          .map(({ day, point }) => [day, money(point.equity_usd), percent(point.drawdown_percent)])}
      />
    </section>
  );
}

function Days({ profit, today }: { profit: Profit; today: string | undefined }) {
  const { items, since, left_out } = profit;
  const oldest = items.at(-1)?.name;
  if (oldest === undefined || today === undefined)
    return <Empty title="Nothing closed">In these days no trade was closed.</Empty>;
  const results = new Map<string, DayResult>(items.map((item) => [item.name, item]));
  const newest = items[0]?.name ?? today;
  return (
    <>
      <DayCalendar
        months={monthsBetween(oldest, newest > today ? newest : today, months_max)}
        results={results}
        today={today}
      />
      {(since !== undefined || Boolean(left_out)) && (
        <p className="quiet">
          {since ? `Days before ${since} are no longer kept here` : `${left_out} more days are not listed`}; swarmdesk report
          has them.
        </p>
      )}
      <AsTable
        label="Closed trades by day"
        head={["Day", "Result in USD", "Won", "Lost", "Fees in USD"]}
        rows={items.map((item) => [item.name, signedMoney(item.result_usd), item.wins, item.losses, money(item.fees_usd)])}
      />
    </>
  );
}
