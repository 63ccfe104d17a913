/** Where things are in a small chart, and what is written at its axes. Only places are computed here, never money. */
export interface ChartPoint {
  /** In milliseconds. */
  time: number;
  value: number;
}

export interface Extent {
  least: number;
  most: number;
}

/** What the values lie between; never without a height, so that a flat line has a place. */
export function extentOf(points: readonly ChartPoint[], holdsZero: boolean): Extent {
  let least = holdsZero ? 0 : Number.POSITIVE_INFINITY;
  let most = holdsZero ? 0 : Number.NEGATIVE_INFINITY;
  for (const { value } of points) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (!(most >= least)) return { least: 0, most: 1 };
  if (most > least) return { least, most };
  const half = Math.abs(most) * 0.001 || 0.5;
  return { least: least - half, most: most + half };
}

/** Round numbers within the extent, about `count` of them. */
export function valueTicks({ least, most }: Extent, count: number): number[] {
  const raw = (most - least) / Math.max(1, count);
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * size).find((each) => each >= raw) ?? raw;
  // Never the zero that has a sign.
  const first = Math.ceil(least / step - 1e-9) + 0;
  const ticks: number[] = [];
  for (let at = first; at * step <= most + step * 1e-9; at++) ticks.push(at * step);
  return ticks;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 91 * day, 365 * day];

export interface TimeTick {
  time: number;
  text: string;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Round UTC times between two, at most `count`: hours of the day, days of the month, or months. */
export function timeTicks(from: number, to: number, count: number): TimeTick[] {
  const step = steps.find((each) => (to - from) / each <= count) ?? Math.max(day, (to - from) / Math.max(1, count));
  const ticks: TimeTick[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
    const at = new Date(time);
    const date = `${at.getUTCDate()} ${months[at.getUTCMonth()]}`;
    const clock = at.toISOString().slice(11, 16);
    const year = String(at.getUTCFullYear());
    ticks.push({ time, text: step >= 91 * day ? `${months[at.getUTCMonth()]} ${year}` : step >= day ? date : clock === "00:00" ? date : clock });
  }
  return ticks;
}

/** The point nearest in time; the points are in order. */
export function nearest(points: readonly ChartPoint[], time: number): number | undefined {
  if (points.length === 0) return undefined;
  let [low, high] = [0, points.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.time ?? 0) <= time) low = middle;
    else high = middle;
  }
  const away = (at: number) => Math.abs((points[at]?.time ?? 0) - time);
  return away(low) <= away(high) ? low : high;
}
