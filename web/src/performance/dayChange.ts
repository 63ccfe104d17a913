import type { EquityPoint } from "../api/types";
import { difference, sum } from "../format/decimal";
import { day_ms, startOf } from "../format/time";

/** A mark is made each hour, and may come a little after it. */
const late_ms = 90_000;

/**
 * What equity gained or lost on a UTC day, without what was put in or taken out; `undefined` where there are no two marks to
 * compare. It begins with the last mark before the day, or on the first day of all with the first mark.
 */
export function dayChange(points: readonly EquityPoint[], day: string): string | undefined {
  const from = startOf(day) + late_ms;
  const to = from + day_ms;
  const at = (point: EquityPoint) => Date.parse(point.time);
  const until = points.filter((point) => at(point) <= to);
  const before = until.findLastIndex((point) => at(point) <= from);
  const begin = Math.max(0, before);
  const [first, last] = [until[begin], until.at(-1)];
  if (!first || !last || first === last || at(last) <= from) return undefined;
  const put_in = until.slice(begin + 1).reduce<string | undefined>((total, { put_in_usd }) => total && sum(total, put_in_usd), "0");
  const whole = difference(last.equity_usd, first.equity_usd);
  return whole && put_in && difference(whole, put_in);
}

/** The last point of each day, to be read as a table. */
export function lastOfDays(points: readonly EquityPoint[]): { day: string; point: EquityPoint }[] {
  const days = new Map<string, EquityPoint>();
  for (const point of points) days.set(point.time.slice(0, 10), point);
  return [...days].map(([day, point]) => ({ day, point }));
}
