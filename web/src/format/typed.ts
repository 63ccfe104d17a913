import { compare, isDecimal, isOnStep } from "./decimal";

/** What is wrong with a number above zero as somebody typed it; `missing` is what is asked where there is none. */
export function numberFault(text: string, missing: string): string | undefined {
  const typed = text.trim();
  if (typed === "") return missing;
  if (!isDecimal(typed) || typed.startsWith("-")) return "Digits with at most one point, like 0.015.";
  return compare(typed, "0") === 1 ? undefined : "More than zero.";
}

/** The same of what comes in steps; of a step nobody knows yet, the desk says so. */
export function stepFault(text: string, step: string | undefined, missing: string): string | undefined {
  const fault = numberFault(text, missing);
  if (fault || step === undefined || isOnStep(text.trim(), step)) return fault;
  return `In steps of ${step}.`;
}
