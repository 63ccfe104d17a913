import type { Portfolio } from "../../../api/types";
import type { AccountSummary } from "../../../store/desk";

/** Whether an account takes new trades, in words, and what keeps it from them. */
export interface Standing {
  tone: "up" | "warn" | "down";
  words: string;
  why: string;
}

/** The worst that is so of it comes first. */
export function standing({ state, reason }: AccountSummary, portfolio: Portfolio | undefined): Standing {
  const why = portfolio?.state_reason ?? reason ?? "";
  if (state === "HALTED") return { tone: "down", words: "halted", why };
  if (portfolio?.is_mismatched)
    return { tone: "down", words: "books differ", why: "Its books differ from the venue's: see Portfolio, Reconciliation." };
  if (portfolio?.is_streak_tripped)
    return { tone: "down", words: "stopped by losses", why: "It opens nothing new until it is re-armed." };
  if (portfolio?.day.is_tripped)
    return { tone: "down", words: "day's loss reached", why: "It only reduces until 00:00 UTC." };
  if (state === "REDUCING") return { tone: "warn", words: "only reduces", why };
  if (portfolio?.is_reconciling)
    return { tone: "warn", words: "being compared", why: "New exposure waits until books and venue are compared." };
  return { tone: "up", words: "trades", why: "" };
}
