import type { NotificationKind } from "../api/types";
import { createStore } from "../store/store";

/** How this browser tells: the desk keeps what one is told of, and cannot know where one sits. */
export interface Here {
  hasSound: boolean;
  /** From 0 to 1. */
  volume: number;
  vibrates: boolean;
  /** Notifications of the system while the page is not looked at. */
  hasSystem: boolean;
  /** Kinds that make a sound. */
  loud: readonly NotificationKind[];
}

const key = "swarmdesk.alerts";

const all_kinds: readonly NotificationKind[] = [
  "approval_waiting",
  "approval_expired",
  "trading_state",
  "limit_tripped",
  "unknown_outcome",
  "unprotected",
  "alert",
  "agent",
  "feed",
  "fill",
  "daily_report",
];

const usual: Here = {
  hasSound: true,
  volume: 0.5,
  vibrates: true,
  hasSystem: true,
  loud: ["approval_waiting", "trading_state", "limit_tripped", "unknown_outcome", "unprotected", "alert", "feed"],
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** What is kept may be another version's: each part that is not what it should be is the usual. */
export function readHere(text: string | null): Here {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "");
  } catch {
    return usual;
  }
  if (!isObject(kept)) return usual;
  const { hasSound, volume, vibrates, hasSystem, loud } = kept;
  const flag = (value: unknown, otherwise: boolean) => (typeof value === "boolean" ? value : otherwise);
  return {
    hasSound: flag(hasSound, usual.hasSound),
    volume: typeof volume === "number" && volume >= 0 && volume <= 1 ? volume : usual.volume,
    vibrates: flag(vibrates, usual.vibrates),
    hasSystem: flag(hasSystem, usual.hasSystem),
    loud: Array.isArray(loud) ? all_kinds.filter((kind) => loud.includes(kind)) : usual.loud,
  };
}

/** The choices of this browser, which every tab of it follows. */
export const here = createStore<Here>(readHere(typeof localStorage === "undefined" ? null : localStorage.getItem(key)));

export function chooseHere(change: Partial<Here>): void {
  here.set(change);
  localStorage.setItem(key, JSON.stringify(here.get()));
}

/** Follows what another tab chooses, until the returned function is called. */
export function followHere(): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key === key) here.set(readHere(event.newValue));
  };
  window.addEventListener("storage", onStorage);
  return () => window.removeEventListener("storage", onStorage);
}
