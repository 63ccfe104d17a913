import type { Lot } from "../api/types";
import { compare, product, toStep } from "../format/decimal";

export function isShort({ quantity }: Lot): boolean {
  return compare(quantity, "0") === -1;
}

/**
 * Half of a lot in the venue's steps, without a sign; `undefined` where there is no half: the step is not known, or is the
 * whole lot.
 */
export function halfOf(lot: Lot, step: string | undefined): string | undefined {
  const size = lot.quantity.replace("-", "");
  const half = product(size, "0.5");
  const whole = step && half && toStep(half, step);
  return whole && compare(whole, "0") === 1 && compare(whole, size) === -1 ? whole : undefined;
}
