import { day_ms, dayOf, startOf } from "../format/time";

export interface Month {
  /** "2025-04". */
  name: string;
  /** Weeks from Monday on; days of other months are absent. */
  weeks: (string | undefined)[][];
}

/** The months from one day to another, newest first, at most so many. */
export function monthsBetween(from: string, to: string, most: number): Month[] {
  const months: Month[] = [];
  for (let name = to.slice(0, 7); months.length < most && name >= from.slice(0, 7); name = monthBefore(name))
    months.push({ name, weeks: weeksOf(name) });
  return months;
}

export function monthBefore(name: string): string {
  return dayOf(startOf(`${name}-01`) - day_ms).slice(0, 7);
}

export function monthAfter(name: string): string {
  return dayOf(startOf(`${name}-01`) + 32 * day_ms).slice(0, 7);
}

export function daysOf(name: string): string[] {
  const days: string[] = [];
  for (let time = startOf(`${name}-01`); dayOf(time).startsWith(name); time += day_ms) days.push(dayOf(time));
  return days;
}

function weeksOf(name: string): (string | undefined)[][] {
  const days = daysOf(name);
  // Sunday is 0 in JavaScript.
  const first = (new Date(startOf(`${name}-01`)).getUTCDay() + 6) % 7;
  const cells: (string | undefined)[] = [...Array<undefined>(first).fill(undefined), ...days];
  const weeks: (string | undefined)[][] = [];
  for (let at = 0; at < cells.length; at += 7)
    weeks.push(Array.from({ length: 7 }, (_, day) => cells[at + day]));
  return weeks;
}

const names = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** "April 2025". */
export function monthText(name: string): string {
  const [year, month] = name.split("-");
  return `${names[Number(month) - 1] ?? month} ${year}`;
}
