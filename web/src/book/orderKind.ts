import type { Order } from "../api/types";
import type { Format, Traded } from "../format/format";
import { basisPoints } from "../format/number";

/** An order, or what asks for one. */
type Kind = Traded & Pick<Order, "type" | "limit_price" | "stop_price" | "stop_limit_price" | "trailing_bp">;

/** What it does and when: "stop at 58,000.00 → market". A market order's price is its worst and nobody's wish. */
export function kindOfOrder(order: Kind, format: Format): string {
  const named = (name: string, decimal: string | undefined) =>
    decimal === undefined ? name : `${name} at ${format.price(order, decimal)}`;
  const limit = (decimal = order.limit_price) =>
    decimal === undefined ? "limit" : `limit ${format.price(order, decimal)}`;
  const behind = order.trailing_bp === undefined ? "" : `, ${basisPoints(order.trailing_bp)} behind`;
  switch (order.type) {
    case "MARKET":
      return "market";
    case "LIMIT":
      return limit();
    case "LIMIT_MAKER":
      return `${limit()}, maker only`;
    case "STOP_LOSS":
      return `${named("stop", order.stop_price)} → market`;
    case "STOP_LOSS_LIMIT":
      return `${named("stop", order.stop_price)} → ${limit()}`;
    case "TAKE_PROFIT":
      return `${named("target", order.stop_price)} → market`;
    case "TAKE_PROFIT_LIMIT":
      return `${named("target", order.stop_price)} → ${limit()}`;
    case "TRAILING_STOP":
      return `${named("trailing stop", order.stop_price)}${behind} → market`;
    case "OCO": {
      const then = order.stop_limit_price === undefined ? "market" : limit(order.stop_limit_price);
      return `${named("target", order.limit_price)} or ${named("stop", order.stop_price)}${behind} → ${then}`;
    }
  }
}
