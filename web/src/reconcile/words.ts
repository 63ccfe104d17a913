import type { LedgerEvent, PendingAdjustment, PendingSettlement, Reconciliation } from "../api/types";
import { isZero } from "../format/decimal";
import { exact, signedExact } from "../format/number";

export const evidence_max = 500;

/** Where the page shows it: a notice leads there. */
export const reconciliation_address = "/portfolio/reconciliation";

/** "1 more filled at 169.20, fee 0.17 USDT" */
export function settlementText({ filled, price, fee }: PendingSettlement, quote: string): string {
  const fees = isZero(fee) ? "no fee" : `fee ${exact(fee)} ${quote}`;
  if (isZero(filled)) return isZero(fee) ? "nothing more was filled" : `nothing more was filled, ${fees}`;
  return `${exact(filled)} more filled at ${exact(price)}, ${fees}`;
}

export function adjustmentText({ asset, amount }: PendingAdjustment): string {
  return `${asset} by ${signedExact(amount)}`;
}

/** What waits there for a person other than `me`. */
export function waitingForAnother({ settlements, adjustments }: Reconciliation, me: string): number {
  return [...settlements, ...adjustments].filter(({ by }) => by.name !== me).length;
}

/** Everything a person could do something about. */
export function openCount({ unknown, settlements, differences }: Reconciliation): number {
  return new Set([...unknown, ...settlements.map((each) => each.intent_id)]).size + differences.length;
}

/**
 * Assets adjusted since the last comparison: the differences shown are still those from before, and to adjust one again
 * would count twice. The newest row is first.
 */
export function adjustedSince(ledger: readonly LedgerEvent[] | undefined, account: string): ReadonlySet<string> {
  const assets = new Set<string>();
  for (const event of ledger ?? []) {
    if (event.account !== account) continue;
    if (event.kind === "ReconcileFinished") break;
    if (event.kind === "AdjustmentMade") assets.add(String(event.data["asset"]));
  }
  return assets;
}
