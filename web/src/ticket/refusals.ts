import type { Problem } from "../api/problem";
import type { ProtectionDraft } from "../protection/draft";
import { protectionField } from "../protection/refusals";
import type { PriceField } from "./orderTypes";

interface Refusals {
  fields: Partial<Record<PriceField | "amount", string>>;
  protection: Partial<Record<keyof ProtectionDraft, string>>;
  /** Whether every fault has found its field. */
  isComplete: boolean;
}

const fields: Readonly<Record<string, PriceField | "amount">> = {
  "/quantity": "amount",
  "/quote_quantity": "amount",
  "/limit_price": "limit",
  "/stop_price": "stop",
  "/stop_limit_price": "stopLimit",
  "/trailing_bp": "trail",
};

/** What the desk found wrong, by the field it was typed in. */
export function refusalsOf(problem: Problem | undefined): Refusals {
  const refusals: Refusals = { fields: {}, protection: {}, isComplete: (problem?.violations.length ?? 0) > 0 };
  for (const { pointer, detail } of problem?.violations ?? []) {
    const field = fields[pointer];
    const guard = protectionField(pointer, "/protection");
    if (field) refusals.fields[field] = detail;
    else if (guard) refusals.protection[guard] = detail;
    else refusals.isComplete = false;
  }
  return refusals;
}
