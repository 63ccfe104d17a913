import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Market, Quote } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { armed, press } from "../test/press";
import { OrderTicket } from "./OrderTicket";

const market = {
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
const quotes = { BTCUSDT: { venue: "paper", instrument: "BTCUSDT", bid: "96400", ask: "96402.5" } as Quote };
const admitted = {
  is_admitted: true,
  order: { side: "BUY", quantity: "0.00259", notional_usd: "250.1", worst_case_usd: "750" },
};
const preview = vi.fn().mockResolvedValue(admitted);
const ticket = (client: Record<string, unknown>) =>
  renderInDesk(
    <OrderTicket instrument="BTCUSDT" onInstrument={() => {}} />,
    { market, quotes },
    { preview, ...client },
  );
const choose = (type: string) => userEvent.selectOptions(screen.getByLabelText("Type"), type);
const type = (label: string, text: string) => userEvent.type(screen.getByLabelText(label), text);
const submit = () => press(/^Propose/);

test("a market order is sent by its quote amount, exactly as typed", async () => {
  const propose = vi.fn().mockResolvedValue({ intent_id: "i", state: "ACCEPTED" });
  ticket({ propose });
  await userEvent.type(screen.getByLabelText("Amount in USDT"), "250.10");
  await submit();
  expect(propose.mock.calls[0]?.[0]).toMatchObject({
    account: "paper",
    instrument: "BTCUSDT",
    side: "BUY",
    type: "MARKET",
    quote_quantity: "250.10",
  });
});

test("a limit order has a quantity, a price and a time in force", async () => {
  const propose = vi.fn().mockResolvedValue({ intent_id: "i", state: "ACCEPTED" });
  ticket({ propose });
  await choose("Limit");
  await userEvent.click(screen.getByRole("button", { name: "Sell" }));
  await userEvent.type(screen.getByLabelText("Quantity in BTC"), "0.01");
  await userEvent.type(screen.getByLabelText("Limit price"), "98000");
  await submit();
  const sent = propose.mock.calls[0]?.[0];
  expect(sent).toMatchObject({
    side: "SELL",
    type: "LIMIT",
    quantity: "0.01",
    limit_price: "98000",
    time_in_force: "GTC",
  });
  expect(sent).not.toHaveProperty("quote_quantity");
});

test("a denial shows its code, both numbers and what to do next", async () => {
  const members = { denial: { measure: "worst_case", measured: "10250.1", limit: "10000" } };
  const denied = new Problem(
    422,
    "POSITION_LIMIT",
    "Denied",
    "POSITION_LIMIT: worst_case=10250.1 limit=10000",
    members,
  );
  ticket({ propose: vi.fn().mockRejectedValue(denied) });
  await userEvent.type(screen.getByLabelText("Amount in USDT"), "10240");
  await submit();
  const alert = (await screen.findByRole("alert")).textContent;
  for (const words of ["POSITION_LIMIT", "10,250.1", "10,000", "Make it smaller"]) expect(alert).toContain(words);
});

test("a denial by a limit that others use too shows the limit alone", async () => {
  const members = { denial: { measure: "worst_case", limit: "100000" } };
  const words = "POSITION_LIMIT: limit=100000 (desk)";
  ticket({ propose: vi.fn().mockRejectedValue(new Problem(422, "POSITION_LIMIT", "Denied", words, members)) });
  await userEvent.type(screen.getByLabelText("Amount in USDT"), "10240");
  await submit();
  const alert = (await screen.findByRole("alert")).textContent;
  expect(alert).toContain("100,000");
  expect(alert).not.toContain("worst case");
});

test("when the answer is lost, pressing again asks about the same intent", async () => {
  const propose = vi.fn().mockRejectedValue(Problem.offline());
  ticket({ propose });
  await userEvent.type(screen.getByLabelText("Amount in USDT"), "100");
  await submit();
  await submit();
  const ids = propose.mock.calls.map((call) => (call[0] as { intent_id: string }).intent_id);
  expect(new Set(ids).size).toBe(1);
  expect(ids).toHaveLength(2);
});

test("a definite refusal frees the draft for a fresh id", async () => {
  const propose = vi.fn().mockRejectedValue(new Problem(422, "RATE_LIMIT", "Denied", ""));
  ticket({ propose });
  await userEvent.type(screen.getByLabelText("Amount in USDT"), "100");
  await submit();
  await submit();
  const ids = propose.mock.calls.map((call) => (call[0] as { intent_id: string }).intent_id);
  expect(new Set(ids).size).toBe(2);
});

test("who has several accounts says for which one, and another account is another intent", async () => {
  const propose = vi.fn().mockRejectedValue(Problem.offline());
  const accounts = ["paper", "savings"].map((account) => ({ account, venue: "paper", state: "ACTIVE" as const }));
  const desk = { market, quotes, me: { ...me, accounts } };
  renderInDesk(<OrderTicket instrument="BTCUSDT" onInstrument={() => {}} />, desk, { propose, preview });
  await userEvent.type(screen.getByLabelText("Amount in USDT"), "250");
  await submit();
  await userEvent.selectOptions(screen.getByLabelText("Account"), "savings");
  await submit();
  const [first, second] = propose.mock.calls.map(([intent]) => intent as { account: string; intent_id: string });
  expect([first?.account, second?.account]).toEqual(["paper", "savings"]);
  expect(second?.intent_id).not.toBe(first?.intent_id);
});

test("each type asks for its own prices alone", async () => {
  ticket({});
  const shown = () => screen.getAllByRole("textbox").map((input) => input.closest("label")?.textContent);
  await choose("Stop");
  expect(shown()).toEqual(["Quantity in BTC", "Stop price"]);
  await choose("Take-profit limit");
  expect(shown()).toEqual(["Quantity in BTC", "Target price", "Limit price"]);
  await choose("Trailing stop");
  expect(shown()).toEqual(["Quantity in BTC", "Distance in %"]);
  await choose("Target or stop");
  expect(shown()).toEqual(["Quantity in BTC", "Target price", "Stop price", "Limit of the stop, if any"]);
  await choose("Market");
  expect(shown()).toEqual(["Quantity in BTC"]);
});

test("what a type does is said for the side it is on", async () => {
  ticket({});
  await choose("Stop");
  expect(screen.getByText(/^Buys at the market once the price has risen/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Sell" }));
  expect(screen.getByText(/^Sells at the market once the price has fallen/)).toBeTruthy();
});

test("a fault stands at its field, and whoever pressed is taken there", async () => {
  const propose = vi.fn();
  ticket({ propose });
  await choose("Stop");
  await userEvent.click(screen.getByRole("button", { name: "Sell" }));
  await type("Quantity in BTC", "0.01");
  await type("Stop price", "97000");
  await submit();
  const stop = screen.getByLabelText("Stop price");
  expect(document.activeElement).toBe(stop);
  const note = document.getElementById(stop.getAttribute("aria-describedby") ?? "");
  expect(note?.textContent).toBe("Below the market's 96,400.00, or it would sell at once.");
  expect(propose).not.toHaveBeenCalled();
});

test("what the desk finds wrong stands at its field too", async () => {
  const violations = [{ pointer: "/trailing_bp", detail: "at most 5000 here" }];
  const refused = new Problem(400, "invalid_request", "The request is not valid", "Mend it.", { violations });
  ticket({ propose: vi.fn().mockRejectedValue(refused) });
  await choose("Trailing stop");
  await type("Quantity in BTC", "0.01");
  await type("Distance in %", "2");
  await submit();
  expect(screen.getByText("at most 5000 here")).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("what it buys is protected in percents, shown in money, and sent as prices", async () => {
  const propose = vi.fn().mockResolvedValue({ intent_id: "i", state: "ACCEPTED" });
  ticket({ propose });
  await type("Amount in USDT", "964.025");
  await userEvent.click(screen.getByLabelText("Protect what it buys"));
  await submit();
  expect(screen.getByText("Give at least one of the three, or untick it.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Stop loss in %" }));
  await type("Stop loss, % below", "5");
  expect(screen.getByText("91,582.38 · \u22125.00 % · about \u221248.20 USDT")).toBeTruthy();
  await type("Take profit at", "100000");
  await submit();
  expect(propose.mock.calls[0]?.[0]).toMatchObject({
    quote_quantity: "964.025",
    protection: { stop_price: "91582.38", take_profit_price: "100000" },
  });
});

test("what sells has nothing to protect", async () => {
  ticket({});
  await userEvent.click(screen.getByRole("button", { name: "Sell" }));
  expect(screen.queryByLabelText("Protect what it buys")).toBeNull();
});

test("a lost answer is asked for again with the prices that were sent, also once the market has moved", async () => {
  const propose = vi.fn().mockRejectedValue(Problem.offline());
  const { store } = ticket({ propose });
  await type("Amount in USDT", "100");
  await userEvent.click(screen.getByLabelText("Protect what it buys"));
  await userEvent.click(screen.getByRole("button", { name: "Stop loss in %" }));
  await type("Stop loss, % below", "5");
  await submit();
  act(() => store.set({ quotes: { BTCUSDT: { ...quotes.BTCUSDT, ask: "97000" } } }));
  await submit();
  expect(propose.mock.calls[1]).toEqual(propose.mock.calls[0]);
});

test("the rails are asked before anything is sent, once the draft stands still", async () => {
  preview.mockClear();
  ticket({});
  await type("Amount in USDT", "250");
  expect(await screen.findByText(/^0.00259 BTC, at most \$250.10; after it \$750.00 in BTC/)).toBeTruthy();
  expect(preview).toHaveBeenCalledTimes(1);
  expect(preview.mock.calls[0]?.[0]).toMatchObject({ account: "paper", quote_quantity: "250" });
  expect(preview.mock.calls[0]?.[0]).not.toHaveProperty("intent_id");
});

test("what would be denied says so before it is sent", async () => {
  const denial = { code: "POSITION_LIMIT", measure: "worst_case", measured: "10250.1", limit: "10000" };
  ticket({ preview: vi.fn().mockResolvedValue({ is_admitted: false, denial }) });
  await type("Amount in USDT", "10240");
  expect(await screen.findByText("would be denied")).toBeTruthy();
  expect(screen.getByText("10,250.1")).toBeTruthy();
});

test("a second click after it went is not a second order", async () => {
  const propose = vi.fn().mockResolvedValue({ intent_id: "i", state: "FILLED" });
  ticket({ propose });
  await type("Amount in USDT", "100");
  await userEvent.dblClick(await armed(/^Propose/));
  expect(propose).toHaveBeenCalledTimes(1);
});

test("prices typed for one instrument are not another's", async () => {
  const { rerenderInDesk } = ticket({});
  await choose("Limit");
  await type("Quantity in BTC", "0.01");
  await type("Limit price", "96000");
  rerenderInDesk(<OrderTicket instrument="ETHUSDT" onInstrument={() => {}} />);
  expect((screen.getByLabelText("Limit price") as HTMLInputElement).value).toBe("");
});
