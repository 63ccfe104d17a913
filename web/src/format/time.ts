/** Times for people, in UTC: the desk's day begins at 00:00 UTC. Where there is room, with the reader's own beside it. */
import { zoneTime } from "./zone";

export function clockTime(iso: string | null | undefined): string {
  const time = iso ? new Date(iso) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString().slice(11, 19) : "–";
}

export function fullTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const there = zoneTime(time);
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC${there === undefined ? "" : ` (${there})`}`;
}

/** "2025-04-03 17:05": where the day matters. */
export function dayTime(iso: string | null | undefined): string {
  const time = iso ? new Date(iso) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString().slice(0, 16).replace("T", " ") : "–";
}

/** The UTC day of a moment: "2025-04-03". */
export function dayOf(time_ms: number): string {
  return new Date(time_ms).toISOString().slice(0, 10);
}

/** The moment a UTC day begins, in milliseconds; NaN of what is no day. */
export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

export const day_ms = 86_400_000;

export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

export function ago(iso: string | null | undefined, now: number): string {
  if (!iso) return "never";
  const age = now - Date.parse(iso);
  return age < 1500 ? "just now" : `${duration(age)} ago`;
}

/** How far ahead something is: when a token expires. */
export function until(iso: string, now: number): string {
  const left = Date.parse(iso) - now;
  return left <= 0 ? "expired" : `in ${duration(left)}`;
}
