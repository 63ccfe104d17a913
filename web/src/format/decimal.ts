/** Exact arithmetic on decimal strings, for the few places where a difference decides what is said or offered. */

const pattern = /^(-?)([0-9]+)(?:\.([0-9]{1,18}))?$/;
const digits = 18;

function units(decimal: string): bigint | undefined {
  const match = pattern.exec(decimal);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  const size = BigInt(whole + fraction.padEnd(digits, "0"));
  return sign ? -size : size;
}

function written(value: bigint): string {
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, "0");
  const fraction = text.slice(-digits).replace(/0+$/, "");
  return (value < 0n ? "-" : "") + text.slice(0, -digits) + (fraction ? `.${fraction}` : "");
}

function each(a: string, b: string): [bigint, bigint] | undefined {
  const [left, right] = [units(a), units(b)];
  return left === undefined || right === undefined ? undefined : [left, right];
}

export function isDecimal(text: string): boolean {
  return pattern.test(text);
}

/** What is no decimal is not zero either. */
export function isZero(decimal: string): boolean {
  return units(decimal) === 0n;
}

/** -1, 0 or 1; `undefined` if either is no decimal. */
export function compare(a: string, b: string): -1 | 0 | 1 | undefined {
  const both = each(a, b);
  if (!both) return undefined;
  return both[0] < both[1] ? -1 : both[0] > both[1] ? 1 : 0;
}

export function sum(a: string, b: string): string | undefined {
  const both = each(a, b);
  return both && written(both[0] + both[1]);
}

export function difference(a: string, b: string): string | undefined {
  const both = each(a, b);
  return both && written(both[0] - both[1]);
}
