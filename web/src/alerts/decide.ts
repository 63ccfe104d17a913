import type { NotificationSettings } from "../api/types";
import type { Here } from "./here";
import type { Notice } from "./notice";

/** Where the page stands while something happens. */
export interface Situation {
  now: number;
  /** Somebody looks at the page. */
  isWatched: boolean;
  /** Of all tabs of this browser this one makes the noise. */
  speaks: boolean;
  /** The desk pushes to this browser, and shows what it pushes. */
  isPushedTo: boolean;
}

/** By which means a notice is told. */
export interface Ways {
  toast: boolean;
  sound: boolean;
  vibration: boolean;
  system: boolean;
}

const minute_ms = 60_000;
const day_min = 24 * 60;

/** How a notice is told here. Before the desk has said what was chosen, all but fills is told. */
export function decide(notice: Notice, settings: NotificationSettings | undefined, here: Here, at: Situation): Ways {
  const choice = settings?.kinds.find(({ kind }) => kind === notice.kind);
  const isWanted = choice ? choice.page : notice.kind !== "fill";
  if (!isWanted) return { toast: false, sound: false, vibration: false, system: false };
  const isQuiet = settings !== undefined && isQuietAt(settings.quiet_hours, at.now) && !choice?.in_quiet_hours;
  const isLoud = at.speaks && !isQuiet && !notice.isFollowUp;
  const isAudible = isLoud && here.loud.includes(notice.kind);
  return {
    // Whoever looks at the page sees what happens, at any hour.
    toast: true,
    sound: isAudible && here.hasSound,
    vibration: isAudible && here.vibrates,
    // What ends a notification takes its place; what ends none is no news.
    system: at.speaks && here.hasSystem && !isQuiet && !at.isWatched && !(at.isPushedTo && choice?.push),
  };
}

/** `to` is no part of them; the same as `from` is the whole day. */
export function isQuietAt({ is_on, from, to, utc_offset_min }: NotificationSettings["quiet_hours"], now: number): boolean {
  if (!is_on) return false;
  const [first, last] = [minutesOf(from), minutesOf(to)];
  if (first === undefined || last === undefined) return false;
  const minute = (((Math.floor(now / minute_ms) + utc_offset_min) % day_min) + day_min) % day_min;
  if (first === last) return true;
  return first < last ? minute >= first && minute < last : minute >= first || minute < last;
}

/** "22:00" as minutes since midnight. */
function minutesOf(clock: string): number | undefined {
  const match = /^([01][0-9]|2[0-3]):([0-5][0-9])$/.exec(clock);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}
