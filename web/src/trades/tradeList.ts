import type { Trade } from "../api/types";
import { sum } from "../format/decimal";
import { toNumber } from "../format/number";
import type { Cell } from "../format/csv";
import { sorted, type Order, type SortKey } from "../ui/sorting";

export const trade_columns = ["time", "instrument", "owner", "held", "result", "return", "reason"] as const;
export type TradeColumn = (typeof trade_columns)[number];
export type TradeOrder = Order<TradeColumn>;
export const newest_first: TradeOrder = { by: "time", isDown: true };

export interface TradeFilter {
  /** An owner as it is, or an agent: `online_trading` also has what its strategies closed. */
  owner?: string | undefined;
  instrument?: string | undefined;
  /** The kind of reason it was closed for. */
  reason?: string | undefined;
}

/** Whether a lot is of this owner, where an agent owns what its strategies do. */
export function isOf(owner: string, of: string): boolean {
  return owner === of || owner.startsWith(`${of}/`);
}

export function filtered(trades: readonly Trade[], { owner, instrument, reason }: TradeFilter): readonly Trade[] {
  if (owner === undefined && instrument === undefined && reason === undefined) return trades;
  return trades.filter(
    (trade) =>
      (owner === undefined || isOf(trade.owner, owner)) &&
      (instrument === undefined || trade.instrument === instrument) &&
      (reason === undefined || trade.exit === reason),
  );
}

/** How long it was held, in milliseconds; of old ones that is not known any more. */
export function heldFor({ opened, time }: Trade): number | undefined {
  return opened === undefined ? undefined : Date.parse(time) - Date.parse(opened);
}

const keys: Record<TradeColumn, (trade: Trade) => SortKey> = {
  time: ({ seq }) => seq,
  instrument: ({ instrument }) => instrument,
  owner: ({ owner }) => owner,
  held: heldFor,
  result: ({ result_usd }) => toNumber(result_usd),
  return: ({ return_percent }) => toNumber(return_percent),
  reason: ({ exit }) => exit,
};

/** They come newest first from the desk: then nothing is sorted. */
export function ordered(trades: readonly Trade[], order: TradeOrder): readonly Trade[] {
  if (order.by === "time" && order.isDown) return trades;
  return sorted(trades, keys[order.by], order.isDown);
}

/** The names that occur, in their order, to choose from. */
export function namesIn(trades: readonly Trade[], of: (trade: Trade) => string | undefined): string[] {
  return [...new Set(trades.map(of))].filter((name) => name !== undefined).toSorted();
}

export interface TradeSum {
  trades: number;
  wins: number;
  losses: number;
  /** In a quote asset without a dollar price: in `trades`, and in nothing else. */
  unpriced: number;
  result_usd: string;
}

/** What they came to together, to the last digit. */
export function summed(trades: readonly Trade[]): TradeSum {
  const total = { trades: trades.length, wins: 0, losses: 0, unpriced: 0, result_usd: "0" };
  for (const { result_usd } of trades) {
    if (result_usd === undefined) {
      total.unpriced += 1;
      continue;
    }
    total.result_usd = sum(total.result_usd, result_usd) ?? total.result_usd;
    const sign = Math.sign(Number(result_usd));
    if (sign > 0) total.wins += 1;
    if (sign < 0) total.losses += 1;
  }
  return total;
}

/** Every field as the desk sent it. */
export const csv_columns: Readonly<Record<string, (trade: Trade) => Cell>> = Object.fromEntries(
  (
    [
      "seq",
      "account",
      "owner",
      "venue",
      "instrument",
      "side",
      "quantity",
      "opened",
      "entry_price",
      "time",
      "exit_price",
      "entry_cost",
      "fees",
      "result",
      "quote_asset",
      "result_usd",
      "return_percent",
      "is_loss",
      "exit",
      "exit_type",
      "reason",
      "intent_id",
      "signal",
    ] as const
  ).map((name) => [name, (trade: Trade) => trade[name]]),
);
