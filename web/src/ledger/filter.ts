import type { LedgerEvent } from "../api/types";

/** Every word of the filter must be found in the kind or the message of the event. */
export function matches(event: LedgerEvent, filter: string): boolean {
  const text = `${event.seq} ${event.kind} ${event.message}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
