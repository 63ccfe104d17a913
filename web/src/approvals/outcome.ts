import type { Approval, Intent } from "../api/types";
import { stateText } from "../book/intentState";
import { isWaiting } from "./keptCards";

interface Outcome {
  word: string;
  /** Of a tag. */
  tone: "up" | "down" | "warn" | "plain";
  /** Who decided, and what became of the order since. */
  sentence: string;
}

/** What became of a request; undefined while it waits. */
export function outcomeOf(approval: Approval, intent: Intent | undefined, now: number): Outcome | undefined {
  if (isWaiting(approval, now)) return undefined;
  const { state, decided_by, decision_reason } = approval;
  const by = decided_by ? ` by ${decided_by.name}` : "";
  switch (state) {
    case "granted":
      return { word: "approved", tone: "up", sentence: `Approved${by}. ${sinceThen(approval, intent)}` };
    case "declined": {
      const why = decision_reason ? `: ${decision_reason}` : "";
      return { word: "declined", tone: "down", sentence: `Declined${by}${why}. It does not trade.` };
    }
    default:
      return { word: "expired", tone: "warn", sentence: "Nobody answered in time, so it was not approved. It does not trade." };
  }
}

function sinceThen(approval: Approval, intent: Intent | undefined): string {
  if (intent?.denial) return `A rail then denied it: ${intent.denial.message}.`;
  const state = intent?.state ?? approval.intent_state;
  if (state === undefined || state === "APPROVED" || state === "PENDING_APPROVAL") return "It is on its way.";
  return `The order is ${stateText(state)}.`;
}
