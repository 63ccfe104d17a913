import type { Decimal, Instrument, Protection } from "../api/types";
import { compare, difference, isOnStep, product, quotient, sum, toStep } from "../format/decimal";
import type { Format } from "../format/format";
import { numberFault, stepFault } from "../format/typed";

/** A price as typed, or how many percent away from the market's it is. */
export interface Level {
  text: string;
  unit: "price" | "percent";
}

/** What a person wants to protect a bought lot with; an empty text wants none of that. */
export interface ProtectionDraft {
  stop: Level;
  target: Level;
  /** In percent. */
  trail: string;
}

export const emptyProtection: ProtectionDraft = {
  stop: { text: "", unit: "price" },
  target: { text: "", unit: "price" },
  trail: "",
};

/** What the levels are levels of. What is not known yet is absent, and so is what follows from it. */
export interface Basis {
  instrument: Instrument | undefined;
  /** Percents are of this: the price an order buys at, or the market's. */
  from: Decimal | undefined;
  /** Gains are counted from this: what one was or will be bought for. */
  entry: Decimal | undefined;
  quantity: Decimal | undefined;
}

export interface Term {
  price?: Decimal | undefined;
  /** Percent from `from`. */
  distance?: Decimal | undefined;
  /** What selling the whole lot there comes to, in the quote asset and before fees. */
  result?: Decimal | undefined;
  fault?: string | undefined;
}

export interface Weighed {
  stop: Term;
  target: Term;
  trail: Term;
  /** What to send; meant only while nothing has a fault. */
  protection: Protection;
  isEmpty: boolean;
  isFaultless: boolean;
}

/** In percent, as the desk takes them. */
const trail_step = "0.01";
const trail_min = "0.1";
const trail_max = "50";
const gain_max = "1000";

/** What a draft means in prices and money, and what is wrong with it. */
export function weigh(draft: ProtectionDraft, basis: Basis, format: Format): Weighed {
  const stop = levelTerm(draft.stop, "below", basis, format);
  const target = levelTerm(draft.target, "above", basis, format);
  if (!target.fault && stop.price && target.price && compare(stop.price, target.price) !== -1)
    target.fault = "Above the stop.";
  const trail = trailTerm(draft.trail, basis);
  const trails = !trail.fault && draft.trail.trim() !== "";
  return {
    stop,
    target,
    trail,
    protection: {
      ...(stop.price ? { stop_price: stop.price } : {}),
      ...(target.price ? { take_profit_price: target.price } : {}),
      ...(trails ? { trailing_bp: basisPointsOf(draft.trail) } : {}),
    },
    isEmpty: [draft.stop.text, draft.target.text, draft.trail].every((text) => text.trim() === ""),
    isFaultless: !stop.fault && !target.fault && !trail.fault,
  };
}

function levelTerm(level: Level, where: "below" | "above", basis: Basis, format: Format): Term {
  const typed = level.text.trim();
  if (typed === "") return {};
  const { instrument, from } = basis;
  let price = typed;
  if (level.unit === "percent") {
    const fault = numberFault(typed, "") ?? percentFault(typed, where);
    if (fault) return { fault };
    const share = quotient(typed, "100") ?? "0";
    const factor = where === "below" ? difference("1", share) : sum("1", share);
    const exactly = from && factor && product(from, factor);
    const stepped = exactly && toStep(exactly, instrument?.tick ?? "0.01");
    if (!from || !stepped) return { fault: "There is no price yet to take percents of. Give a price." };
    if (compare(stepped, "0") !== 1) return { fault: "That is below the smallest price." };
    price = stepped;
  } else {
    const fault = stepFault(typed, instrument?.tick, "");
    if (fault) return { fault };
  }
  if (from && instrument && compare(price, from) !== (where === "below" ? -1 : 1)) {
    const at = format.average(instrument, from);
    return { fault: `${where === "below" ? "Below" : "Above"} ${at}, or it would sell at once.` };
  }
  return termAt(price, basis);
}

function percentFault(typed: string, where: "below" | "above"): string | undefined {
  if (where === "below") return compare(typed, "100") === -1 ? undefined : "Less than 100.";
  return compare(typed, gain_max) === 1 ? `At most ${gain_max}.` : undefined;
}

/** What is wrong with how far a stop follows, in percent as typed. */
export function trailFault(text: string, missing: string): string | undefined {
  const typed = text.trim();
  const fault = numberFault(typed, missing);
  if (fault) return fault;
  if (compare(typed, trail_min) === -1 || compare(typed, trail_max) === 1)
    return `From ${trail_min} to ${trail_max} percent.`;
  return isOnStep(typed, trail_step) ? undefined : `In steps of ${trail_step}.`;
}

/** 1.5 percent are 150. */
export function basisPointsOf(percent: string): number {
  return Number(product(percent.trim(), "100"));
}

function trailTerm(text: string, basis: Basis): Term {
  const typed = text.trim();
  if (typed === "") return {};
  const fault = trailFault(typed, "");
  if (fault) return { fault };
  const factor = difference("1", quotient(typed, "100") ?? "0");
  const price = basis.from && factor && product(basis.from, factor);
  return price ? termAt(toStep(price, basis.instrument?.tick ?? "0.01") ?? price, basis) : {};
}

function termAt(price: Decimal, { from, entry, quantity }: Basis): Term {
  const gain = entry && difference(price, entry);
  return {
    price,
    distance: from && percentFrom(price, from),
    result: gain && quantity && product(gain, quantity),
  };
}

/** How far a price is from another, in percent of that. */
export function percentFrom(price: Decimal, from: Decimal): Decimal | undefined {
  const away = difference(price, from);
  const share = away && quotient(away, from);
  return share && product(share, "100");
}
