import type { Decimal, Instrument, NewIntent, OrderType, Quote, Side } from "../api/types";
import { compare, isDecimal, quotient } from "../format/decimal";
import type { Format } from "../format/format";
import { stepFault } from "../format/typed";
import {
  basisPointsOf,
  emptyProtection,
  trailFault,
  weigh,
  type ProtectionDraft,
  type Weighed,
} from "../protection/draft";
import { order_types, type PriceField } from "./orderTypes";

export interface Draft {
  side: Side;
  type: OrderType;
  /** What the amount counts: the base asset, or for market orders the quote asset. */
  unit: "base" | "quote";
  amount: string;
  limit: string;
  stop: string;
  stopLimit: string;
  /** In percent. */
  trail: string;
  reduceOnly: boolean;
  /** Whether what it buys is to be protected. */
  isProtected: boolean;
  protection: ProtectionDraft;
}

export const emptyDraft: Draft = {
  side: "BUY",
  type: "MARKET",
  unit: "quote",
  amount: "",
  limit: "",
  stop: "",
  stopLimit: "",
  trail: "",
  reduceOnly: false,
  isProtected: false,
  protection: emptyProtection,
};

/** What the order would meet, as far as it is known. */
export interface Surroundings {
  instrument: Instrument | undefined;
  quote: Quote | undefined;
}

export type DraftFaults = Partial<Record<PriceField | "amount" | "protection", string>>;

/** Only what buys can be protected: what it buys is the lot. */
export function wantsProtection({ side, isProtected, reduceOnly }: Draft): boolean {
  return side === "BUY" && isProtected && !reduceOnly;
}

/** What is wrong with a draft before it is worth sending. Limits and money are the desk's to judge. */
export function checkDraft(draft: Draft, around: Surroundings, format: Format): DraftFaults {
  const { instrument } = around;
  const faults: DraftFaults = {};
  const lot = draft.unit === "base" ? instrument?.lot : undefined;
  const amount = stepFault(draft.amount, lot, "How much?");
  if (amount) faults.amount = amount;
  for (const field of order_types[draft.type].fields) {
    const fault = field === "trail" ? trailFault(draft.trail, "How far?") : priceFault(field, draft, around, format);
    if (fault) faults[field] = fault;
  }
  if (wantsProtection(draft)) {
    const weighed = weighProtection(draft, around, format);
    if (weighed.isEmpty) faults.protection = "Give at least one of the three, or untick it.";
    else if (!weighed.isFaultless) faults.protection = "";
  }
  return faults;
}

function priceFault(field: "limit" | "stop" | "stopLimit", draft: Draft, around: Surroundings, format: Format) {
  const { instrument, quote } = around;
  if (field === "stopLimit" && draft.stopLimit.trim() === "") return undefined;
  const fault = stepFault(draft[field], instrument?.tick, "At what price?");
  if (fault || !quote) return fault;
  const waits = waitsAbove(field, draft);
  if (waits === undefined) return undefined;
  const market = draft.side === "SELL" ? quote.bid : quote.ask;
  if (compare(draft[field].trim(), market) === (waits ? 1 : -1)) return undefined;
  const at = format.price(quote, market);
  return `${waits ? "Above" : "Below"} the market's ${at}, or it would ${draft.side.toLowerCase()} at once.`;
}

/** Whether this price must be above the market's to wait for it, or below; undefined where either is meant. */
function waitsAbove(field: "limit" | "stop" | "stopLimit", { side, type }: Draft): boolean | undefined {
  const sells = side === "SELL";
  if (field === "stop") return order_types[type].isTarget ? sells : !sells;
  return field === "limit" && type === "OCO" ? sells : undefined;
}

/** At what price it is expected to trade; undefined while that is not known. */
export function expectedPrice(draft: Draft, { quote }: Surroundings): Decimal | undefined {
  const market = draft.side === "BUY" ? quote?.ask : quote?.bid;
  const { fields } = order_types[draft.type];
  const own = fields.includes("limit") ? draft.limit.trim() : fields.includes("stop") ? draft.stop.trim() : market;
  return own && isDecimal(own) && compare(own, "0") === 1 ? own : undefined;
}

/** What the protection of what it buys comes to. */
export function weighProtection(draft: Draft, around: Surroundings, format: Format): Weighed {
  const from = expectedPrice(draft, around);
  const amount = draft.amount.trim();
  const quantity = draft.unit === "base" ? amount : from && quotient(amount, from);
  return weigh(draft.protection, { instrument: around.instrument, from, entry: from, quantity }, format);
}

type Order = Omit<NewIntent, "intent_id" | "account" | "instrument">;

/** What is sent, exactly as typed. */
export function orderOf(draft: Draft, around: Surroundings, format: Format): Order {
  const { fields } = order_types[draft.type];
  const amount = draft.amount.trim();
  const has = (field: PriceField) => fields.includes(field) && draft[field].trim() !== "";
  return {
    side: draft.side,
    type: draft.type,
    ...(draft.unit === "quote" ? { quote_quantity: amount } : { quantity: amount }),
    ...(has("limit") ? { limit_price: draft.limit.trim() } : {}),
    ...(has("stop") ? { stop_price: draft.stop.trim() } : {}),
    ...(has("stopLimit") ? { stop_limit_price: draft.stopLimit.trim() } : {}),
    ...(has("trail") ? { trailing_bp: basisPointsOf(draft.trail) } : {}),
    ...(draft.type === "LIMIT" ? { time_in_force: "GTC" as const } : {}),
    ...(draft.reduceOnly ? { reduce_only: true } : {}),
    ...(wantsProtection(draft) ? { protection: weighProtection(draft, around, format).protection } : {}),
    reason: "by hand, on the dashboard",
  };
}
