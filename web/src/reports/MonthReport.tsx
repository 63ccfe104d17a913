import { Link } from "wouter";
import { money, percent, signedMoney, toNumber, wholeMoney } from "../format/number";
import { daysOf, monthAfter, monthBefore, monthsBetween, monthText } from "../performance/calendar";
import { DayCalendar, type DayResult } from "../performance/DayCalendar";
import { lastOfDays } from "../performance/dayChange";
import { useToday } from "../performance/useYesterday";
import { useAccess, useAccount } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";
import { AsTable } from "../ui/AsTable";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { TimeChart } from "../ui/TimeChart";
import { ClosedWithin } from "./ClosedWithin";

const points_max = 1_000;

/** One month: its days, its curve and what was closed in it. */
export function MonthReport({ month }: { month: string }) {
  const { client } = useAccess();
  const account = useAccount();
  const today = useToday();
  const from = `${month}-01`;
  const to = `${monthAfter(month)}-01`;
  const key = account && `month ${account} ${month}`;
  const days = useAnswer(key, () => client.profit(account ?? "", "day", { from, to }));
  const curve = useAnswer(key, () => client.equity(account ?? "", from, points_max, to));
  return (
    <div className="stack">
      <nav className="report__steps" aria-label="Other months">
        <Link href={`/replays/${monthBefore(month)}`}>← {monthText(monthBefore(month))}</Link>
        {today !== undefined && to <= today && <Link href={`/replays/${monthAfter(month)}`}>{monthText(monthAfter(month))} →</Link>}
      </nav>
      <div className="columns columns--two">
        <Panel title={`Equity in ${monthText(month)}`}>
          <Answered answer={curve} rows={6}>
            {({ items }) => {
              const points = items.map(({ time, equity_usd }) => ({ time: Date.parse(time), value: toNumber(equity_usd) ?? 0 }));
              const [first, last] = [items[0], items.at(-1)];
              if (points.length < 2 || !first || !last) return <Empty title="No curve">There are no two marks of this month.</Empty>;
              return (
                <div className="panel__body stack">
                  <TimeChart
                    points={points}
                    label={`Equity from ${money(first.equity_usd)} to ${money(last.equity_usd)} US dollars`}
                    write={(value) => wholeMoney(value.toFixed(2))}
                  />
                  <AsTable
                    label={`Equity at the end of each day of ${monthText(month)}`}
                    head={["Day", "Equity in USD", "Drawdown"]}
                    rows={lastOfDays(items).map(({ day, point }) => [day, money(point.equity_usd), percent(point.drawdown_percent)])}
                  />
                </div>
              );
            }}
          </Answered>
        </Panel>
        <Panel title="Days">
          <Answered answer={days} rows={6}>
            {({ items }) => (
              <div className="panel__body stack">
                <DayCalendar
                  months={monthsBetween(from, daysOf(month).at(-1) ?? from, 1)}
                  results={new Map<string, DayResult>(items.map((item) => [item.name, item]))}
                  today={today}
                />
                <AsTable
                  label={`Closed trades by day in ${monthText(month)}`}
                  head={["Day", "Result in USD", "Won", "Lost"]}
                  rows={items.map((item) => [item.name, signedMoney(item.result_usd), item.wins, item.losses])}
                />
              </div>
            )}
          </Answered>
        </Panel>
      </div>
      <ClosedWithin title={`Closed in ${monthText(month)}`} from={from} to={to} />
    </div>
  );
}
