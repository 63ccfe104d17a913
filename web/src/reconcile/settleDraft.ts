import type { Intent, NewSettlement, PendingSettlement } from "../api/types";
import { compare, difference, isDecimal, isZero } from "../format/decimal";

/** What a person says became of an order whose outcome is unknown. */
export interface SettleDraft {
  extent: "nothing" | "part" | "whole";
  quantity: string;
  price: string;
  fee: string;
  evidence: string;
}

export const emptySettleDraft: SettleDraft = { extent: "nothing", quantity: "", price: "", fee: "", evidence: "" };

export type SettleFaults = Partial<Record<"quantity" | "price" | "fee" | "evidence", string>>;

/** What of the order is not booked yet. */
export function openQuantity(intent: Intent): string | undefined {
  return intent.order_quantity === undefined ? undefined : difference(intent.order_quantity, intent.filled);
}

/** The same words as said before, to begin with when they are to be changed. */
export function draftOf(pending: PendingSettlement, open: string | undefined): SettleDraft {
  const nothing = isZero(pending.filled);
  const whole = !nothing && open !== undefined && compare(pending.filled, open) === 0;
  return {
    extent: nothing ? "nothing" : whole ? "whole" : "part",
    quantity: nothing || whole ? "" : pending.filled,
    price: nothing ? "" : pending.price,
    fee: isZero(pending.fee) ? "" : pending.fee,
    evidence: "",
  };
}

/** What is wrong before it is worth sending; the desk judges the rest. */
export function settleFaults(draft: SettleDraft, open: string | undefined): SettleFaults {
  const faults: SettleFaults = {};
  if (draft.extent === "part") {
    const quantity = draft.quantity.trim();
    if (compare(quantity, "0") !== 1) faults.quantity = "A number above zero, like 0.015.";
    else if (open !== undefined && compare(quantity, open) === 1) faults.quantity = `At most ${open} was open.`;
  }
  if (draft.extent !== "nothing" && compare(draft.price.trim(), "0") !== 1)
    faults.price = "At what price? A number above zero.";
  const fee = draft.fee.trim();
  if (draft.extent !== "nothing" && fee !== "" && (!isDecimal(fee) || compare(fee, "0") === -1)) faults.fee = "Zero or more, like 0.97.";
  if (draft.evidence.trim() === "") faults.evidence = "Say where you saw it.";
  return faults;
}

/** As the desk wants it. Price and fee go with what was filled, and only with that. */
export function settlementOf(draft: SettleDraft, open: string | undefined): NewSettlement {
  const evidence = draft.evidence.trim();
  if (draft.extent === "nothing") return { filled: "0", evidence };
  const filled = draft.extent === "whole" && open !== undefined ? open : draft.quantity.trim();
  const fee = draft.fee.trim();
  return { filled, price: draft.price.trim(), ...(fee === "" ? {} : { fee }), evidence };
}

/** Another's words, word for word: only the evidence is one's own. */
export function seconded({ filled, price, fee }: PendingSettlement, evidence: string): NewSettlement {
  return { filled, ...(isZero(filled) ? {} : { price }), fee, evidence: evidence.trim() };
}

/** The state it ends in. */
export function settledState(draft: SettleDraft, intent: Intent): "FILLED" | "CANCELED" | "REJECTED" {
  if (draft.extent === "whole") return "FILLED";
  return draft.extent === "nothing" && isZero(intent.filled) ? "REJECTED" : "CANCELED";
}
