import type { Protection } from "../api/types";
import type { Format, Traded } from "../format/format";
import { basisPoints, signedPercent } from "../format/number";
import { percentFrom } from "./draft";

/** Whether anything is to protect it; an order alone is one that is being taken away. */
export function isProtected(protection: Protection | undefined): protection is Protection {
  if (!protection) return false;
  const { stop_price, take_profit_price, trailing_bp } = protection;
  return stop_price !== undefined || take_profit_price !== undefined || trailing_bp !== undefined;
}

/** "stop 58,000.00 (−3.20 %)", "target …", "trail 2 %": each with how far it is from `mark`, where that is known. */
export function protectionTerms(
  of: Traded,
  { stop_price, take_profit_price, trailing_bp }: Protection,
  mark: string | undefined,
  format: Format,
): string[] {
  const level = (name: string, price: string) => {
    const away = mark && percentFrom(price, mark);
    return `${name} ${format.price(of, price)}${away ? ` (${signedPercent(away)})` : ""}`;
  };
  return [
    ...(stop_price ? [level("stop", stop_price)] : []),
    ...(take_profit_price ? [level("target", take_profit_price)] : []),
    ...(trailing_bp === undefined ? [] : [`trail ${basisPoints(trailing_bp)}`]),
  ];
}
