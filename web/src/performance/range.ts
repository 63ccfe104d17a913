import { day_ms, dayOf } from "../format/time";

export const ranges = [
  { value: "7d", label: "7 days", days: 7 },
  { value: "30d", label: "30 days", days: 30 },
  { value: "90d", label: "90 days", days: 90 },
  { value: "1y", label: "Year", days: 365 },
  { value: "all", label: "All", days: undefined },
] as const;
export type Range = (typeof ranges)[number]["value"];

export function readRange(text: string | null): Range {
  return ranges.find(({ value }) => value === text)?.value ?? "30d";
}

/** The first UTC day of a range that ends now; of all of it there is none. */
export function firstDay(range: Range, now_ms: number): string | undefined {
  const days = ranges.find(({ value }) => value === range)?.days;
  return days === undefined ? undefined : dayOf(now_ms - (days - 1) * day_ms);
}
