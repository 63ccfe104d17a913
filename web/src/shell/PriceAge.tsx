import { useCallback, useSyncExternalStore } from "react";
import { duration } from "../format/time";
import { useAccess } from "../store/context";
import type { Desk } from "../store/desk";
import { subscribeNow } from "../ui/useNow";

/** The rails deny on a price older than this. */
const stale_ms = 1_000;

/** Milliseconds since the newest price of any instrument, by the desk's clock. */
function newestAge({ quotes, clockOffset }: Desk, now: number): number | undefined {
  let newest = Number.NEGATIVE_INFINITY;
  for (const quote of Object.values(quotes)) newest = Math.max(newest, Date.parse(quote.time));
  return Number.isFinite(newest) ? Math.max(0, now + clockOffset - newest) : undefined;
}

/** How old the newest price is: a live connection may carry old prices. Looked at once a second. */
export function PriceAge() {
  const { store } = useAccess();
  const read = useCallback(() => {
    const age = newestAge(store.get(), Date.now());
    if (age === undefined) return "no prices";
    return age < stale_ms + 1_000 ? "prices now" : `prices ${duration(age)} old`;
  }, [store]);
  const words = useSyncExternalStore(subscribeNow, read);
  return <span className={`price-age ${words.endsWith("old") ? "warn" : ""}`}>{words}</span>;
}
