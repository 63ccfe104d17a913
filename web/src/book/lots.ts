import type { Lot } from "../api/types";
import { isZero } from "../format/decimal";
import { nameText } from "../format/name";

/** The lots worth a line: those that hold something, and flat ones that earned or lost something. */
export function shownLots(lots: readonly Lot[]): Lot[] {
  return lots.filter((lot) => !isZero(lot.quantity) || !isZero(lot.realised));
}

/** Whose lot it is: an agent's name, or "people", who traded by hand. */
export function ownerText(owner: string): string {
  return nameText(owner);
}
