import type { Order } from "../api/types";
import type { Format } from "../format/format";
import { sorted, type Order as SortOrder, type SortKey } from "../ui/sorting";
import { ownerText } from "./lots";
import { kindOfOrder } from "./orderKind";

export const order_columns = ["instrument", "side", "owner", "time"] as const;
export type OrderColumn = (typeof order_columns)[number];
export const newest_order: SortOrder<OrderColumn> = { by: "time", isDown: true };

const keys: Record<OrderColumn, (order: Order) => SortKey> = {
  instrument: ({ instrument }) => instrument,
  side: ({ side }) => side,
  owner: ({ owner }) => owner,
  time: ({ time }) => time,
};

export function orderedOrders(orders: readonly Order[], { by, isDown }: SortOrder<OrderColumn>): Order[] {
  return sorted(orders, keys[by], isDown);
}

/** Every word must be found in what the row says. */
export function matchesOrder(order: Order, search: string, format: Format): boolean {
  const { instrument, side, owner, account, is_protection } = order;
  const said = [instrument, side, kindOfOrder(order, format), ownerText(owner), account, is_protection ? "protects" : ""];
  const text = said.join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What this person proposed by hand; an order that protects a lot is the desk's own. */
export function isMine({ proposer, is_protection, is_cancel_requested }: Order, me: string | undefined): boolean {
  return proposer.kind === "human" && proposer.name === me && !is_protection && !is_cancel_requested;
}
