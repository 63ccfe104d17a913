import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Lot, Portfolio, Position } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { Positions } from "./Positions";

const lot = (change: Partial<Lot> = {}): Lot => ({
  owner: "buy_bot",
  quantity: "0.012",
  average_price: "96500",
  cost: "1158",
  realised: "12.4",
  unrealised_usd: "6.00006",
  is_dust: false,
  ...change,
});

const position = (change: Partial<Position> = {}): Position => ({
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

const rowOf = (name: RegExp) => within(screen.getByRole("row", { name }));

test("each owner's lot has its quantity, entry price and profit, an agent's as people's", () => {
  const owners = [lot(), lot({ owner: "people", quantity: "0.003", average_price: "98000", unrealised_usd: "-3" })];
  renderInDesk(<Positions />, { positions: [position({ quantity: "0.015", owners })] });
  const agent = rowOf(/lot of buy bot/);
  for (const text of ["0.012", "96,500.00", "+6.00"]) expect(agent.getByText(text)).toBeTruthy();
  expect(agent.getByRole("cell", { name: "+12.40 USDT" })).toBeTruthy();
  const people = rowOf(/lot of people/);
  for (const text of ["0.003", "98,000.00", "\u22123.00"]) expect(people.getByText(text)).toBeTruthy();
});

test("a flat lot remembers what it earned and has no entry price; one that earned nothing has no line", () => {
  const owners = [
    lot(),
    lot({ owner: "online_trading", quantity: "0", average_price: "0", realised: "-5" }),
    lot({ owner: "treasury", quantity: "0.000", average_price: "0", realised: "0" }),
  ];
  renderInDesk(<Positions />, { positions: [position({ owners })] });
  const flat = rowOf(/lot of online trading/);
  expect(flat.getByText("flat")).toBeTruthy();
  expect(flat.queryByText("0.00")).toBeNull();
  expect(screen.queryByText(/treasury/)).toBeNull();
});

test("what is too small for the venue is called dust", () => {
  renderInDesk(<Positions />, { positions: [position({ owners: [lot({ quantity: "0.00000001", is_dust: true })] })] });
  expect(screen.getByText("dust")).toBeTruthy();
});

test("who has several accounts sees whose each position is, and what the sum sums", () => {
  const accounts = ["paper", "savings"].map((account) => ({ account, venue: "paper", state: "ACTIVE" as const }));
  renderInDesk(<Positions />, {
    me: { ...me, accounts },
    positions: [position(), position({ account: "savings", quantity: "1", owners: [lot({ quantity: "1" })] })],
    portfolio: { account: "paper", unrealised_usd: "6", realised_usd: "12.4" } as Portfolio,
  });
  expect(screen.getByRole("columnheader", { name: "Account" })).toBeTruthy();
  expect(screen.getAllByRole("cell", { name: "savings" })).toHaveLength(2);
  expect(screen.getByText("Sum of account paper")).toBeTruthy();
});

test("who has one account is not told its name in every row", () => {
  renderInDesk(<Positions />, { positions: [position()] });
  expect(screen.queryByRole("columnheader", { name: "Account" })).toBeNull();
});

test("nothing held says so", () => {
  renderInDesk(<Positions />, { positions: [] });
  expect(screen.getByText("Nothing held")).toBeTruthy();
});
