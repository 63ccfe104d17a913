import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Close, ClosePlan, Intent, PlannedClose } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { market } from "../test/lots";
import { CloseDialog } from "./CloseDialog";

const where = { account: "paper", owner: "buy_bot", venue: "paper", instrument: "BTCUSDT" };
const planned: PlannedClose = {
  ...where,
  side: "SELL",
  quantity: "0.012",
  quote_asset: "USDT",
  price: "97000",
  price_age_ms: 120,
  value: "1164",
  fee: "1.164",
  cost: "1158",
  result: "4.836",
  cancels: [],
};
const plan = (change: Partial<ClosePlan> = {}): ClosePlan => ({ closes: [planned], left_out: [], ...change });
const intent = (change: Partial<Intent> = {}) =>
  ({
    ...where,
    intent_id: "i1",
    side: "SELL",
    type: "MARKET",
    quantity: "0.012",
    filled: "0",
    state: "SUBMITTED",
    ...change,
  }) as Intent;
const closed = (change: Partial<Close> = {}): Close => ({
  close_id: "c1",
  is_repeat: false,
  intents: [intent()],
  not_proposed: [],
  left_out: [],
  ...change,
});

function show(client: Record<string, unknown>, desk = {}) {
  const onClose = vi.fn();
  const target = { title: "Close all of buy bot", request: { account: "paper", owner: "buy_bot" } };
  const planClose = vi.fn().mockResolvedValue(plan());
  const rendered = renderInDesk(
    <CloseDialog target={target} onClose={onClose} />,
    { market, ...desk },
    { planClose, ...client },
  );
  return { ...rendered, onClose, planClose };
}

const button = (name: string | RegExp) => screen.findByRole("button", { name });

test("before anything is sent it says how much, for how much, at what fee and with what result", async () => {
  const close = vi.fn();
  const cancels = ["g1"];
  show({ close, planClose: vi.fn().mockResolvedValue(plan({ closes: [{ ...planned, cancels }] })) });
  const row = within(await screen.findByRole("listitem"));
  expect(row.getByText(/0\.01200/).textContent).toBe("SELL 0.01200 BTCUSDT of buy bot");
  for (const text of ["1,164.00 USDT", "1.16", "+4.84"]) expect(row.getByText(text)).toBeTruthy();
  expect(row.getByText(/^At about 97,000\.00\. Its protection is cancelled first \(1 order\)/)).toBeTruthy();
  expect(await button("Close it now")).toBeTruthy();
  expect(close).not.toHaveBeenCalled();
});

test("several orders are summed, and what is left out says why", async () => {
  const dust = {
    ...where,
    owner: "people",
    quantity: "0.00000012",
    code: "DUST" as const,
    message: "Too little for the venue to take",
  };
  const sums = { value_usd: "2328", fee_usd: "2.328", result_usd: "-9.672" };
  show({ planClose: vi.fn().mockResolvedValue(plan({ closes: [planned, planned], left_out: [dust], ...sums })) });
  const together = within(await screen.findByRole("region", { name: "Together" }));
  for (const text of ["$2,328.00", "$2.33", "\u22129.67 USD"]) expect(together.getByText(text)).toBeTruthy();
  const left = screen.getByRole("region", { name: "Left as it is" });
  expect(left.textContent).toContain("0.00000012 BTCUSDT of people: Too little for the venue to take.");
  expect(await button("Close all 2 now")).toBeTruthy();
});

test("one dialog has one id: a lost answer is asked for again, and a second click sends nothing", async () => {
  let answer: (close: Close) => void = () => {};
  const close = vi.fn().mockRejectedValueOnce(Problem.offline());
  close.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  const { planClose } = show({ close });
  await press("Close it now");
  expect(await screen.findByText(/Pressing again is safe/)).toBeTruthy();
  await userEvent.dblClick(await button("Close it now"));
  expect(close).toHaveBeenCalledTimes(2);
  await act(async () => answer(closed()));
  expect(screen.queryByRole("button", { name: /now$/ })).toBeNull();
  const ids = [...planClose.mock.calls, ...close.mock.calls].map(
    ([request]) => (request as { close_id: string }).close_id,
  );
  expect(new Set(ids).size).toBe(1);
  expect(close.mock.calls[0]?.[0]).toMatchObject({
    account: "paper",
    owner: "buy_bot",
    reason: "by hand, on the dashboard",
  });
});

test("it cannot be left while it is being sent", async () => {
  const { onClose } = show({ close: vi.fn(() => new Promise(() => {})) });
  await press("Close it now");
  await userEvent.click(await button("Back"));
  expect(onClose).not.toHaveBeenCalled();
});

test("what became of each order is told, followed, and has the focus", async () => {
  const denial = { code: "HALTED", message: "HALTED: the desk is halted" };
  const answer = closed({
    intents: [intent(), intent({ intent_id: "i2", owner: "people", state: "DENIED", denial } as Partial<Intent>)],
    not_proposed: [
      {
        ...where,
        owner: "treasury",
        side: "SELL",
        quantity: "0.001",
        code: "LEDGER_BUSY",
        message: "The disk is behind",
      },
    ],
  });
  const { store, onClose } = show({ close: vi.fn().mockResolvedValue(answer) });
  await press("Close it now");
  const told = await screen.findByRole("status");
  expect(document.activeElement).toBe(told);
  for (const text of ["submitted", "denied", "not sent"]) expect(within(told).getByText(text)).toBeTruthy();
  for (const text of ["HALTED: the desk is halted", "The disk is behind"]) expect(told.textContent).toContain(text);
  act(() => store.set({ intents: [intent({ state: "FILLED", filled: "0.012", average_price: "96999.5" })] }));
  expect(within(told).getByText("filled")).toBeTruthy();
  expect(told.textContent).toContain("0.01200 at 96,999.50 on average");
  await userEvent.click(await button("Done"));
  expect(onClose).toHaveBeenCalled();
});

test("where nothing can be closed there is nothing to press but to look again", async () => {
  const planClose = vi
    .fn()
    .mockResolvedValueOnce(plan({ closes: [] }))
    .mockResolvedValue(plan());
  show({ planClose });
  expect(await screen.findByText("Nothing to close")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /now$/ })).toBeNull();
  await userEvent.click(await button("Look again"));
  expect(await button("Close it now")).toBeTruthy();
});

test("a plan that cannot be made says why", async () => {
  const refused = new Problem(
    422,
    "FOREIGN_ACCOUNT",
    "The account is another user's",
    "Only its own user trades there.",
  );
  show({ planClose: vi.fn().mockRejectedValue(refused) });
  expect((await screen.findByRole("alert")).textContent).toContain("FOREIGN_ACCOUNT");
});

test("who has several accounts reads in which one each lot is", async () => {
  const accounts = ["paper", "savings"].map((account) => ({ account, venue: "paper", state: "ACTIVE" as const }));
  show({}, { me: { ...me, accounts } });
  expect((await screen.findByRole("listitem")).textContent).toContain("of buy bot, paper");
});
