import type { Approval } from "../api/types";

/** How long what expired before it was seen stays to be seen. */
const shown_after_expiry_ms = 20_000;
const cards_max = 60;

/**
 * The cards in the order in which they were first seen: new ones go to the end, and what has been decided stays where it is,
 * with its outcome. So nothing moves under a pointer that is about to decide.
 */
export function keptCards(before: readonly Approval[], approvals: readonly Approval[], now: number): Approval[] {
  const newest = new Map(approvals.map((approval) => [approval.approval_id, approval]));
  const known = new Set(before.map(({ approval_id }) => approval_id));
  const fresh = approvals
    .filter(({ approval_id, state, expires }) => !known.has(approval_id) && isWorthACard(state, Date.parse(expires), now))
    .toSorted((a, b) => a.expires.localeCompare(b.expires));
  const cards = [...before.map((card) => newest.get(card.approval_id) ?? card), ...fresh];
  let surplus = cards.length - cards_max;
  // Only what is decided gives way, the oldest first.
  return surplus <= 0 ? cards : cards.filter((card) => isWaiting(card, now) || surplus-- <= 0);
}

function isWorthACard(state: Approval["state"], expires_ms: number, now: number): boolean {
  return (state === "open" || state === "expired") && expires_ms + shown_after_expiry_ms > now;
}

export function isWaiting({ state, expires }: Approval, now: number): boolean {
  return state === "open" && Date.parse(expires) > now;
}
