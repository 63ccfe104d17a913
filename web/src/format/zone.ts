/** The reader's own time, beside the desk's, which is UTC. */

const key = "swarmdesk.zone";
const utc = "UTC";

/** What is kept here: a zone's name, or "" for the browser's own. */
export function readZone(): string {
  if (typeof localStorage === "undefined") return utc;
  const kept = localStorage.getItem(key) ?? "";
  return isZone(kept) ? kept : "";
}

export function keepZone(zone: string): void {
  if (zone === "") localStorage.removeItem(key);
  else localStorage.setItem(key, zone);
  formats = undefined;
}

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isZone(zone: string): boolean {
  if (zone === "") return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

interface Formats {
  day: Intl.DateTimeFormat;
  time: Intl.DateTimeFormat;
}

/** Made once: a format made anew for each number is what a page is slow by. */
let formats: Formats | undefined;

function formatsNow(): Formats {
  const timeZone = readZone() || ownZone();
  formats ??= {
    day: new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }),
    time: new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      timeZoneName: "short",
    }),
  };
  return formats;
}

/** "19:05:00 CEST", with the date where it is another day there; nothing where the reader's time is UTC. */
export function zoneTime(time: Date): string | undefined {
  const { day, time: clock } = formatsNow();
  const text = clock.format(time);
  const iso = time.toISOString();
  if (text.startsWith(iso.slice(11, 19)) && day.format(time) === iso.slice(0, 10)) return undefined;
  const date = day.format(time);
  return date === iso.slice(0, 10) ? text : `${date} ${text}`;
}
