import type { Approval, Position, Rail } from "../api/types";
import { compare, difference, product, quotient, sum } from "../format/decimal";
import { toNumber } from "../format/number";

/** What an approval would make of a position; in US dollars where they are known. */
export interface Exposure {
  before: string;
  after: string;
  before_usd: string | undefined;
  after_usd: string | undefined;
  limit_usd: string | undefined;
}

/** At its worst: all of it fills. */
export function exposureOf(
  { side, quantity_max, notional_usd, account, venue, instrument }: Approval,
  positions: readonly Position[] | undefined,
  rails: readonly Rail[] | undefined,
): Exposure | undefined {
  if (positions === undefined) return undefined;
  const held = positions.find((each) => each.account === account && each.venue === venue && each.instrument === instrument);
  const apply = side === "BUY" ? sum : difference;
  const before = held?.quantity ?? "0";
  const after = apply(before, quantity_max);
  if (after === undefined) return undefined;
  const before_usd = held === undefined ? "0" : held.value_usd;
  const rail = rails?.find(
    (each) =>
      each.rail === "POSITION_LIMIT" &&
      each.instrument === instrument &&
      each.scope.level === "account" &&
      each.scope.name === account,
  );
  return {
    before,
    after,
    before_usd,
    after_usd: before_usd === undefined ? undefined : apply(before_usd, notional_usd),
    limit_usd: rail?.limit,
  };
}

/** Where things are on a bar that is as long as the greatest of them, in percent. */
export function barOf({ before_usd, after_usd, limit_usd }: Exposure): { before: number; after: number; limit: number | undefined } | undefined {
  if (before_usd === undefined || after_usd === undefined) return undefined;
  const size = (decimal: string | undefined) => Math.abs(toNumber(decimal) ?? 0);
  const most = Math.max(size(before_usd), size(after_usd), size(limit_usd)) * 1.02 || 1;
  const share = (decimal: string) => (100 * size(decimal)) / most;
  return { before: share(before_usd), after: share(after_usd), limit: limit_usd === undefined ? undefined : share(limit_usd) };
}

/** How far the market is from the worst price, in percent: above zero there is room. */
export function roomTo({ side, worst_price }: Approval, quote: { bid: string; ask: string }): string | undefined {
  const now = side === "BUY" ? quote.ask : quote.bid;
  if (compare(worst_price, "0") !== 1) return undefined;
  const room = side === "BUY" ? difference(worst_price, now) : difference(now, worst_price);
  const share = room && quotient(room, worst_price);
  return share && product(share, "100");
}
