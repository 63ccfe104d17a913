import type { Lot, Market, Position } from "../api/types";

/** What the desk trades in tests about lots. */
export const market = {
  instruments: [
    {
      venue: "paper",
      instrument: "BTCUSDT",
      base: "BTC",
      quote: "USDT",
      tick: "0.01",
      lot: "0.00001",
      quantity_min: "0.00001",
    },
  ],
} as unknown as Market;

export const lot = (change: Partial<Lot> = {}): Lot => ({
  owner: "buy_bot",
  quantity: "0.012",
  average_price: "96500",
  cost: "1158",
  realised: "12.4",
  unrealised_usd: "6.00006",
  is_dust: false,
  ...change,
});

export const position = (change: Partial<Position> = {}): Position => ({
  account: "paper",
  venue: "paper",
  instrument: "BTCUSDT",
  quote_asset: "USDT",
  quantity: "0.012",
  average_price: "96500",
  cost: "1158",
  realised: "12.4",
  realised_usd: "12.4",
  mark_price: "97000",
  value_usd: "1164",
  unrealised_usd: "6",
  reserved_buy_usd: "0",
  reserved_sell_usd: "0",
  owners: [lot()],
  ...change,
});
