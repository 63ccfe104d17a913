import type { Problem } from "../api/problem";
import type { ProtectionDraft } from "./draft";

interface Refusals {
  protection: Partial<Record<keyof ProtectionDraft, string>>;
  /** Whether every fault has found its field. */
  isComplete: boolean;
}

const fields: Readonly<Record<string, keyof ProtectionDraft>> = {
  stop_price: "stop",
  take_profit_price: "target",
  trailing_bp: "trail",
};

/** The field that a fault at `pointer` was typed in, where the protection is at `at` within the body. */
export function protectionField(pointer: string, at: string): keyof ProtectionDraft | undefined {
  return pointer.startsWith(`${at}/`) ? fields[pointer.slice(at.length + 1)] : undefined;
}

/** What the desk found wrong, by the field it was typed in. */
export function refusalsOf(problem: Problem | undefined, at: string): Refusals {
  const refusals: Refusals = { protection: {}, isComplete: (problem?.violations.length ?? 0) > 0 };
  for (const { pointer, detail } of problem?.violations ?? []) {
    const field = protectionField(pointer, at);
    if (field) refusals.protection[field] = detail;
    else refusals.isComplete = false;
  }
  return refusals;
}
