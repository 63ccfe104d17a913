import type { Approval } from "../api/types";

/** Approvals that still wait, the one that expires first in front. */
export function waitingApprovals(approvals: readonly Approval[] | undefined, now: number): Approval[] {
  return (approvals ?? [])
    .filter(({ state, expires }) => state === "open" && Date.parse(expires) > now)
    .sort((a, b) => a.expires.localeCompare(b.expires));
}

/** Approvals that nobody answered in time, the newest in front; of those after `seen` alone, where it is given. */
export function expiredApprovals(approvals: readonly Approval[] | undefined, seen = ""): Approval[] {
  return (approvals ?? [])
    .filter(({ state, expires }) => state === "expired" && expires > seen)
    .sort((a, b) => b.expires.localeCompare(a.expires));
}

/** "0:38", "12:05": what is left to answer. */
export function countdown(expires: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(expires) - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
