/**
 * Decimal strings for people, in digits alone: grouped, never with an exponent, and rounded only where it says so.
 * Nothing here goes through a float. How many digits an instrument or an asset has is `format.ts`'s to know.
 */
import { isZero, places, quotient, rounded } from "./decimal";

const minus = "\u2212";
/** A number and its sign stay on one line. */
const percent_sign = "\u00a0%";

export type Text = string | null | undefined;

export const absent = "–";

export function toNumber(decimal: Text): number | undefined {
  if (decimal === null || decimal === undefined || decimal === "") return undefined;
  const value = Number(decimal);
  return Number.isFinite(value) ? value : undefined;
}

/** Every digit that was sent, grouped: for what must be compared to the last one. */
export function exact(decimal: Text): string {
  const match = /^(-?)([0-9]+)(\.[0-9]+)?$/.exec(decimal ?? "");
  if (!match) return decimal ? decimal : absent;
  const [, sign, whole = "", fraction = ""] = match;
  return (sign ? minus : "") + whole.replaceAll(/\B(?=(?:[0-9]{3})+$)/g, ",") + fraction;
}

/** The same with its sign always written. */
export function signedExact(decimal: Text): string {
  return signed(exact(decimal));
}

/** Every digit that says something, and zeros up to at least so many digits after the point. */
export function padded(decimal: Text, least: number): string {
  return between(decimal, least, 18);
}

/** Rounded to `most` digits after the point, with zeros up to `least`. */
export function between(decimal: Text, least: number, most: number): string {
  const value = rounded(decimal ?? "", most);
  if (value === undefined) return absent;
  const missing = least - places(value);
  return exact(missing > 0 ? `${value}${value.includes(".") ? "" : "."}${"0".repeat(missing)}` : value);
}

/** Rounded, but to no fewer than `significant` digits that say something. */
export function significant(decimal: Text, least: number, digits: number): string {
  const [, whole = "", zeros = ""] = /^-?0*([0-9]*)(?:\.(0*))?/.exec(decimal ?? "") ?? [];
  const needed = whole === "" ? zeros.length + digits : digits - whole.length;
  return between(decimal, least, Math.max(least, needed));
}

/** An amount of US dollars, or of another asset with so many digits. What would look like nothing is "<0.01". */
export function money(decimal: Text, least = 2, most = least): string {
  const text = between(decimal, least, most);
  if (/[1-9]/.test(text) || text === absent || isZero(decimal ?? "")) return text;
  const smallest = most > 0 ? `0.${"0".repeat(most - 1)}1` : "1";
  return `${decimal?.startsWith("-") ? minus : ""}<${smallest}`;
}

export function signedMoney(decimal: Text, least = 2, most = least): string {
  const text = money(decimal, least, most);
  return text.startsWith("<") ? `+${text}` : signed(text);
}

/** Without cents where there are none: for limits. */
export function wholeMoney(decimal: Text): string {
  return money(decimal).replace(/\.00$/, "");
}

/** An amount of US dollars that may be far below a cent. */
export function smallMoney(decimal: Text): string {
  return isZero(decimal ?? "") ? "0" : significant(decimal, 2, 2);
}

/** A number of which nothing is known but that it is one: what a rail compared. */
export function figure(decimal: Text): string {
  const text = significant(decimal, 0, 8);
  return text === absent && decimal ? decimal : text;
}

export function percent(decimal: Text, digits = 2): string {
  const text = between(decimal, digits, digits);
  return text === absent ? text : text + percent_sign;
}

export function signedPercent(decimal: Text): string {
  return signed(percent(decimal));
}

/** 150 is "1.5 %". */
export function basisPoints(bp: number): string {
  return exact(quotient(String(bp), "100")) + percent_sign;
}

export type Tone = "up" | "down" | "quiet";

/** Colour follows the sign, and the sign is always written too. */
export function tone(decimal: Text): Tone {
  const value = toNumber(decimal) ?? 0;
  return value > 0 ? "up" : value < 0 ? "down" : "quiet";
}

function signed(text: string): string {
  return /^[0-9]/.test(text) && /[1-9]/.test(text) ? `+${text}` : text;
}
