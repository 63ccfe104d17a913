import type { OrderType, Side } from "../api/types";

/** The fields that not every order has. */
export type PriceField = "limit" | "stop" | "stopLimit" | "trail";

interface Described {
  name: string;
  /** What it does, said for who buys and for who sells. */
  words: Record<Side, string>;
  fields: readonly PriceField[];
  /** Whether its stop waits for the price to go the order's way. */
  isTarget?: boolean;
}

const both = (words: string): Record<Side, string> => ({ BUY: words, SELL: words });

/** Every kind of order in plain words, with the fields it needs, and no others. */
export const order_types: Record<OrderType, Described> = {
  MARKET: { name: "Market", words: both("At once, at the market's price."), fields: [] },
  LIMIT: {
    name: "Limit",
    words: both("At your price or a better one; what does not trade at once waits."),
    fields: ["limit"],
  },
  LIMIT_MAKER: {
    name: "Limit, maker only",
    words: both("Waits at your price; refused where it would trade at once."),
    fields: ["limit"],
  },
  STOP_LOSS: {
    name: "Stop",
    words: {
      BUY: "Buys at the market once the price has risen to your stop.",
      SELL: "Sells at the market once the price has fallen to your stop.",
    },
    fields: ["stop"],
  },
  STOP_LOSS_LIMIT: {
    name: "Stop-limit",
    words: {
      BUY: "Once the price has risen to your stop, buys at your limit or better.",
      SELL: "Once the price has fallen to your stop, sells at your limit or better. It may stay unsold.",
    },
    fields: ["stop", "limit"],
  },
  TAKE_PROFIT: {
    name: "Take profit",
    words: {
      BUY: "Buys at the market once the price has fallen to your target.",
      SELL: "Sells at the market once the price has risen to your target.",
    },
    fields: ["stop"],
    isTarget: true,
  },
  TAKE_PROFIT_LIMIT: {
    name: "Take-profit limit",
    words: {
      BUY: "Once the price has fallen to your target, buys at your limit or better.",
      SELL: "Once the price has risen to your target, sells at your limit or better.",
    },
    fields: ["stop", "limit"],
    isTarget: true,
  },
  TRAILING_STOP: {
    name: "Trailing stop",
    words: {
      BUY: "Follows the price down, and buys at the market once it has risen this far from its lowest.",
      SELL: "Follows the price up, and sells at the market once it has fallen this far from its highest.",
    },
    fields: ["trail"],
  },
  OCO: {
    name: "Target or stop",
    words: both("Two orders, of which the one that trades cancels the other (OCO)."),
    fields: ["limit", "stop", "stopLimit"],
  },
};

/** What a field is called in an order of this type. */
export function fieldName(field: PriceField, type: OrderType): string {
  switch (field) {
    case "limit":
      return type === "OCO" ? "Target price" : "Limit price";
    case "stop":
      return order_types[type].isTarget ? "Target price" : "Stop price";
    case "stopLimit":
      return "Limit of the stop, if any";
    case "trail":
      return "Distance in %";
  }
}
