/**
 * Exact arithmetic on decimal strings, for the few places where a number decides what is said, offered or sent. Up to
 * eighteen digits after the point, as the desk has them; what is no decimal gives `undefined`.
 */

const pattern = /^(-?)([0-9]+)(?:\.([0-9]{1,18}))?$/;
const digits = 18;
const one = 10n ** BigInt(digits);

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

/** The nearest whole number of `b`s in `a`; half is away from zero. */
function divided(a: bigint, b: bigint): bigint {
  const [size, by] = [a < 0n ? -a : a, b < 0n ? -b : b];
  const whole = (2n * size + by) / (2n * by);
  return a < 0n === b < 0n ? whole : -whole;
}

export function product(a: string, b: string): string | undefined {
  const both = each(a, b);
  return both && written(divided(both[0] * both[1], one));
}

export function quotient(a: string, b: string): string | undefined {
  const both = each(a, b);
  return both && both[1] !== 0n ? written(divided(both[0] * one, both[1])) : undefined;
}

/** Rounded to at most so many digits after the point. */
export function rounded(decimal: string, most: number): string | undefined {
  const value = units(decimal);
  const step = 10n ** BigInt(digits - Math.min(most, digits));
  return value === undefined ? undefined : written(divided(value, step) * step);
}

/** The multiple of `step` nearest to it. */
export function toStep(decimal: string, step: string): string | undefined {
  const both = each(decimal, step);
  return both && both[1] > 0n ? written(divided(both[0], both[1]) * both[1]) : undefined;
}

export function isOnStep(decimal: string, step: string): boolean {
  const both = each(decimal, step);
  return both !== undefined && both[1] > 0n && both[0] % both[1] === 0n;
}

/** How many digits after the point are needed to write it: of a step, those of its multiples. */
export function places(decimal: string): number {
  return (pattern.exec(decimal)?.[3] ?? "").replace(/0+$/, "").length;
}
