/** Decimal strings for people. The desk counts; these only round and group, and nothing computed here is ever sent. */

const minus = "\u2212";

function grouped(value: number, least: number, most: number): string {
  const text = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: least, maximumFractionDigits: most });
  return value < 0 && /[1-9]/.test(text) ? minus + text : text;
}

export function toNumber(decimal: string | number | null | undefined): number | undefined {
  if (decimal === null || decimal === undefined || decimal === "") return undefined;
  const value = Number(decimal);
  return Number.isFinite(value) ? value : undefined;
}

type Decimal = string | number | null | undefined;

export const absent = "–";

export function money(decimal: Decimal, digits = 2): string {
  const value = toNumber(decimal);
  return value === undefined ? absent : grouped(value, digits, digits);
}

export function signedMoney(decimal: Decimal): string {
  const value = toNumber(decimal);
  if (value === undefined) return absent;
  const text = grouped(value, 2, 2);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Prices keep the digits that matter: two for big ones, more for small ones, never fewer than the venue sent. */
export function price(decimal: Decimal): string {
  const value = toNumber(decimal);
  if (value === undefined) return absent;
  return grouped(value, 2, Math.abs(value) >= 100 ? 2 : Math.abs(value) >= 1 ? 4 : 8);
}

export function quantity(decimal: Decimal): string {
  const value = toNumber(decimal);
  return value === undefined ? absent : grouped(value, 0, 8);
}

/** Every digit that was sent, grouped: for what must be compared to the last one. */
export function exact(decimal: string | null | undefined): string {
  const match = /^(-?)([0-9]+)(\.[0-9]+)?$/.exec(decimal ?? "");
  if (!match) return decimal ? decimal : absent;
  const [, sign, whole = "", fraction = ""] = match;
  return (sign ? minus : "") + whole.replaceAll(/\B(?=(?:[0-9]{3})+$)/g, ",") + fraction;
}

/** The same with its sign always written. */
export function signedExact(decimal: string | null | undefined): string {
  const text = exact(decimal);
  return /^[0-9]/.test(text) && /[1-9]/.test(text) ? `+${text}` : text;
}

export function percent(decimal: Decimal, digits = 2): string {
  const value = toNumber(decimal);
  return value === undefined ? absent : `${grouped(value, digits, digits)} %`;
}

/** Short enough for a card: 1.2k, 3.4M. */
export function compact(decimal: Decimal): string {
  const value = toNumber(decimal);
  if (value === undefined) return absent;
  return new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export type Tone = "up" | "down" | "quiet";

/** Colour follows the sign, and the sign is always written too. */
export function tone(decimal: Decimal): Tone {
  const value = toNumber(decimal) ?? 0;
  return value > 0 ? "up" : value < 0 ? "down" : "quiet";
}
