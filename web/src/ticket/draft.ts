import type { Side } from "../api/types";

export interface Draft {
  side: Side;
  type: "MARKET" | "LIMIT";
  /** What the amount counts: the base asset, or for market orders the quote asset. */
  unit: "base" | "quote";
  amount: string;
  limit: string;
  reduceOnly: boolean;
}

export const emptyDraft: Draft = {
  side: "BUY",
  type: "MARKET",
  unit: "quote",
  amount: "",
  limit: "",
  reduceOnly: false,
};

const decimal = /^[0-9]+(\.[0-9]{1,18})?$/;

function fault(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return "How much?";
  if (!decimal.test(trimmed)) return "Digits with at most one point, like 0.015.";
  return /[1-9]/.test(trimmed) ? undefined : "More than zero.";
}

/** What is wrong with a draft before it is worth sending. Steps and limits are the desk's to judge. */
export function checkDraft(draft: Draft): { amount: string | undefined; limit: string | undefined } {
  const limit = draft.type === "LIMIT" ? fault(draft.limit) : undefined;
  return { amount: fault(draft.amount), limit: limit === "How much?" ? "At what price?" : limit };
}
