import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { LotProtection, Portfolio } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { lot, market, position } from "../test/lots";
import { Positions } from "./Positions";

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

test("what protects a lot stands below it, with how far each price is", () => {
  const protection: LotProtection = {
    stop_price: "93000",
    take_profit_price: "100000",
    trailing_bp: 150,
    intent_id: "g1",
    state: "ACCEPTED",
  };
  renderInDesk(<Positions />, { market, positions: [position({ owners: [lot({ protection })] })] });
  for (const text of ["stop 93,000.00 (\u22124.12 %)", "target 100,000.00 (+3.09 %)", "trail 1.5 %"])
    expect(screen.getByText(text)).toBeTruthy();
  expect(screen.queryByText(/not at the venue|accepted|covers/)).toBeNull();
});

test("protection that does not rest for the whole lot says so", () => {
  const part = lot({
    owner: "people",
    protection: { stop_price: "93000", intent_id: "g1", state: "ACCEPTED", quantity: "0.01" },
  });
  const sent = lot({ owner: "buy_bot", protection: { stop_price: "93000", intent_id: "g2", state: "UNKNOWN" } });
  const none = lot({ owner: "treasury", protection: { stop_price: "93000" } });
  renderInDesk(<Positions />, { market, positions: [position({ owners: [part, sent, none] })] });
  for (const text of ["covers 0.01000", "unknown", "not at the venue"]) expect(screen.getByText(text)).toBeTruthy();
});

test("an order that is being taken away protects nothing", () => {
  renderInDesk(<Positions />, {
    market,
    positions: [position({ owners: [lot({ protection: { intent_id: "g1", state: "ACCEPTED" } })] })],
  });
  expect(screen.getByText("not protected")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Protect BTCUSDT of buy bot…" })).toBeTruthy();
});

test("dust that no order can sell does not make a protection a part", () => {
  const protection: LotProtection = { stop_price: "93000", intent_id: "g1", state: "ACCEPTED", quantity: "0.012" };
  const held = (quantity: string) => [position({ owners: [lot({ quantity, protection })] })];
  const { store } = renderInDesk(<Positions />, { market, positions: held("0.01200999") });
  expect(screen.queryByText(/covers/)).toBeNull();
  act(() => store.set({ positions: held("0.01201") }));
  expect(screen.getByText("covers 0.01200")).toBeTruthy();
});

test("a lot, an instrument, an agent's lots and everything can be closed", () => {
  const owners = [lot(), lot({ owner: "online_trading/ema_cross" }), lot({ owner: "online_trading/breakout" })];
  renderInDesk(<Positions />, { market, positions: [position({ owners })] });
  const names = screen
    .getAllByRole("button", { name: /^Close/ })
    .map((button) => button.getAttribute("aria-label") ?? button.textContent);
  expect(names).toEqual([
    "Close BTCUSDT…",
    "Close half of BTCUSDT of buy bot…",
    "Close BTCUSDT of buy bot…",
    "Close half of BTCUSDT of online trading/ema cross…",
    "Close BTCUSDT of online trading/ema cross…",
    "Close half of BTCUSDT of online trading/breakout…",
    "Close BTCUSDT of online trading/breakout…",
    "Close everything…",
    "Close all of buy bot…",
    "Close all of online trading…",
  ]);
});

test("dust, flat lots and what a viewer sees cannot be closed or protected", () => {
  const owners = [lot({ quantity: "0.00000001", is_dust: true }), lot({ owner: "people", quantity: "0" })];
  const { store } = renderInDesk(<Positions />, { market, positions: [position({ owners })] });
  expect(screen.queryByRole("button")).toBeNull();
  act(() => store.set({ me: { ...me, role: "viewer" }, positions: [position()] }));
  expect(screen.queryByRole("button")).toBeNull();
  expect(screen.getByText("not protected")).toBeTruthy();
});

test("what was sold short can be closed but has nothing to protect", () => {
  renderInDesk(<Positions />, { market, positions: [position({ owners: [lot({ quantity: "-0.012" })] })] });
  expect(screen.queryByRole("button", { name: /^Protect/ })).toBeNull();
  expect(screen.getByRole("button", { name: "Close BTCUSDT of buy bot…" })).toBeTruthy();
});

test("the dialog that closed a lot stays when the lot is gone", async () => {
  const planClose = vi.fn().mockResolvedValue({ closes: [], left_out: [] });
  const { store } = renderInDesk(<Positions />, { market, positions: [position()] }, { planClose });
  await userEvent.click(screen.getByRole("button", { name: "Close BTCUSDT of buy bot…" }));
  expect(planClose.mock.calls[0]?.[0]).toMatchObject({
    account: "paper",
    instrument: "paper:BTCUSDT",
    owner: "buy_bot",
  });
  act(() => store.set({ positions: [] }));
  expect(screen.getByRole("dialog", { name: "Close BTCUSDT of buy bot" })).toBeTruthy();
});
