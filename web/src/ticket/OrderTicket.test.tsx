import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Market } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { OrderTicket } from "./OrderTicket";

const market = {
  instruments: [{ venue: "paper", instrument: "BTCUSDT", base: "BTC", quote: "USDT", quantity_min: "0.00001" }],
} as unknown as Market;
const ticket = (client: Record<string, unknown>) =>
  renderInDesk(<OrderTicket instrument="BTCUSDT" onInstrument={() => {}} />, { market }, client);
const submit = () => userEvent.click(screen.getByRole("button", { name: /^Propose/ }));

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
  await userEvent.click(screen.getByRole("button", { name: "Limit" }));
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
  const desk = { market, me: { ...me, accounts } };
  renderInDesk(<OrderTicket instrument="BTCUSDT" onInstrument={() => {}} />, desk, { propose });
  await userEvent.type(screen.getByLabelText("Amount in USDT"), "250");
  await submit();
  await userEvent.selectOptions(screen.getByLabelText("Account"), "savings");
  await submit();
  const [first, second] = propose.mock.calls.map(([intent]) => intent as { account: string; intent_id: string });
  expect([first?.account, second?.account]).toEqual(["paper", "savings"]);
  expect(second?.intent_id).not.toBe(first?.intent_id);
});
