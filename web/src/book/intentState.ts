import type { Intent } from "../api/types";
import type { Format } from "../format/format";
import { nameText } from "../format/name";

/** How much of it was wanted, before the instrument's name. */
export function amountText(intent: Intent, format: Format): string {
  if (intent.quantity) return format.quantity(intent, intent.quantity);
  const asset = format.quoteOf(intent);
  return `${format.money(asset, intent.quote_quantity)}${asset ? ` ${asset}` : ""} worth of`;
}

/** A state in words: PENDING_APPROVAL is "pending approval". */
export function stateText(state: string): string {
  return nameText(state.toLowerCase());
}

/** The colour a state of an intent has; its name is always written beside it. */
export function stateTone(state: string): string {
  switch (state) {
    case "FILLED":
    case "APPROVED":
    case "GRANTED":
      return "up";
    case "DENIED":
    case "DECLINED":
    case "REJECTED":
      return "down";
    case "PENDING_APPROVAL":
    case "REQUESTED":
    case "UNKNOWN":
    case "EXPIRED":
      return "warn";
    case "ACCEPTED":
    case "PARTIALLY_FILLED":
    case "SUBMITTED":
      return "accent";
    default:
      return "plain";
  }
}

/** The colour of a ledger event, from its name: OrderFilled, IntentDenied. */
export function kindTone(kind: string): string {
  const last = kind.match(/[A-Z][a-z]+$/)?.[0] ?? kind;
  return stateTone(last.toUpperCase());
}

export function kindText(kind: string): string {
  return kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}
