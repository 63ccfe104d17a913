import type { CSSProperties } from "react";
import { Link } from "wouter";
import { signedMoney, toNumber, tone } from "../format/number";
import { monthText, type Month } from "./calendar";
import "./calendar.css";

/** What a day came to. */
export interface DayResult {
  result_usd: string;
  trades: number;
}

interface DayCalendarProps {
  months: readonly Month[];
  results: ReadonlyMap<string, DayResult>;
  today: string | undefined;
  /** From this day until today every day leads to its report, also one on which nothing was closed. */
  since?: string | undefined;
  /** Of a month, where its name leads to one. */
  href?(month: string): string;
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/** How strong the colour of the best and the worst day is, in percent. */
const strongest = 34;

/** Months of days, each with what was earned on it: the more, the stronger its colour; the sign is written. */
export function DayCalendar({ months, results, today, since, href }: DayCalendarProps) {
  const most = Math.max(1e-9, ...[...results.values()].map(({ result_usd }) => Math.abs(toNumber(result_usd) ?? 0)));
  return (
    <div className="calendar">
      {months.map(({ name, weeks }) => (
        <table key={name} className="calendar__month">
          <caption>{href ? <Link href={href(name)}>{monthText(name)}</Link> : monthText(name)}</caption>
          <thead>
            <tr>
              {weekdays.map((day) => (
                <th key={day} scope="col">
                  {day}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week, at) => (
              <tr key={at}>
                {week.map((day, column) => (
                  <td key={column}>
                    {day && (
                      <Day
                        day={day}
                        result={results.get(day)}
                        most={most}
                        isToday={day === today}
                        isKnown={since !== undefined && today !== undefined && day >= since && day <= today}
                      />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

interface DayProps {
  day: string;
  result: DayResult | undefined;
  most: number;
  isToday: boolean;
  /** The desk was there. */
  isKnown: boolean;
}

function Day({ day, result, most, isToday, isKnown }: DayProps) {
  const number = Number(day.slice(8));
  const current = isToday ? ("date" as const) : undefined;
  if (!result && isKnown)
    return (
      <Link href={`/replays/${day}`} className="calendar__day" aria-current={current}>
        <b>{number}</b>
        <span className="visually-hidden">report of {day}, nothing closed</span>
      </Link>
    );
  if (!result)
    return (
      <span className="calendar__day" aria-current={current}>
        <b>{number}</b>
      </span>
    );
  const { result_usd, trades } = result;
  const share = Math.abs(toNumber(result_usd) ?? 0) / most;
  return (
    <Link
      href={`/replays/${day}`}
      className={`calendar__day calendar__day--${tone(result_usd)}`}
      style={{ "--strength": `${Math.round(6 + share * (strongest - 6))}%` } as CSSProperties}
      aria-current={current}
      title={`${day}: ${signedMoney(result_usd)} USD, ${trades} closed`}
    >
      <b>{number}</b>
      <span>{shortMoney(result_usd)}</span>
      <span className="visually-hidden">
        US dollars, {trades} closed on {day}
      </span>
    </Link>
  );
}

/** "+12", "−1.2k": what fits in a day. */
export function shortMoney(decimal: string): string {
  const value = toNumber(decimal) ?? 0;
  const size = Math.abs(value);
  const sign = value > 0 ? "+" : value < 0 ? "\u2212" : "";
  if (size >= 1_000_000) return `${sign}${(size / 1_000_000).toFixed(1)}M`;
  if (size >= 10_000) return `${sign}${Math.round(size / 1_000)}k`;
  if (size >= 1_000) return `${sign}${(size / 1_000).toFixed(1)}k`;
  if (size >= 10) return `${sign}${Math.round(size)}`;
  return size === 0 ? "0" : size < 0.1 ? `${sign}<0.1` : `${sign}${size.toFixed(1)}`;
}
