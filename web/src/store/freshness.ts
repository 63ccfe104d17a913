import { subscribeNow } from "../ui/useNow";
import type { Connection, DeskStore } from "./desk";

export type Freshness = "live" | "ageing" | "stale";

const ageing_ms = 6_000;
const stale_ms = 15_000;

/** Whether what is on the screen may be taken for now. The desk says something at least every few seconds. */
export function freshness(connection: Connection, now: number): Freshness {
  if (connection.heard === undefined) return "stale";
  const age = now - connection.heard;
  if (age >= stale_ms) return "stale";
  if (connection.phase !== "open" || age >= ageing_ms) return "ageing";
  return "live";
}

/** Calls back whenever the freshness may have changed: with the store, and each second. */
export function subscribeFreshness(store: DeskStore, listener: () => void): () => void {
  const ends = [store.subscribe(listener), subscribeNow(listener)];
  return () => ends.forEach((end) => end());
}
