import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Intent, Market, PendingSettlement, Reconciliation } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { SettleSection } from "./SettleSection";

const intent: Intent = {
  intent_id: "i1",
  user: "operator",
  account: "paper",
  owner: "people",
  venue: "paper",
  instrument: "SOLUSDT",
  side: "BUY",
  type: "MARKET",
  time_in_force: "GTC",
  quantity: "1",
  order_quantity: "1",
  reduce_only: false,
  is_protection: false,
  proposer: { kind: "human", name: "operator" },
  reason: "",
  state: "UNKNOWN",
  is_final: false,
  notional_usd: "169",
  filled: "0",
  fees: "0",
  is_cancel_requested: false,
  created: "2025-04-03T17:05:00.000Z",
  updated: "2025-04-03T17:05:00.000Z",
};
const market = {
  instruments: [{ venue: "paper", instrument: "SOLUSDT", base: "SOL", quote: "USDT" }],
} as unknown as Market;

const pending = (name: string, change: Partial<PendingSettlement> = {}): PendingSettlement => ({
  intent_id: "i1",
  filled: "1",
  price: "169.2",
  fee: "0.17",
  evidence: "their order page",
  by: { kind: "human", name },
  ...change,
});

const reconciliations = (settlements: PendingSettlement[]): Record<string, Reconciliation> => ({
  paper: {
    account: "paper",
    venue: "paper",
    state: "ACTIVE",
    is_reconciling: false,
    is_mismatched: false,
    differences: [],
    cursor: "1",
    adjustments: [],
    settlements,
    unknown: ["i1"],
  },
});

function show(settlements: PendingSettlement[], settle: unknown, desk: object = {}) {
  const onChange = vi.fn();
  const rendered = renderInDesk(
    <SettleSection intent={intent} onChange={onChange} />,
    { market, reconciliations: reconciliations(settlements), ...desk },
    { settle },
  );
  const ended = { ...intent, state: "FILLED" as const, is_final: true };
  const rebuild = (next: Intent) => rendered.rerenderInDesk(<SettleSection intent={next} onChange={onChange} />);
  return { ...rendered, onChange, end: () => rebuild(ended) };
}

const button = (name: string | RegExp) => screen.getByRole("button", { name });
const evidence = () => screen.getByLabelText<HTMLTextAreaElement>(/vidence/);

test("a whole fill is said with quantity, price, fee and evidence, as typed", async () => {
  const settle = vi.fn().mockResolvedValue({ ...intent, state: "FILLED", is_final: true });
  const { onChange } = show([], settle);
  await userEvent.click(button("Filled whole"));
  expect(screen.getByText("filled")).toBeTruthy();
  await userEvent.type(screen.getByLabelText("Price in USDT"), "169.20");
  await userEvent.type(screen.getByLabelText("Fee in USDT, if any"), "0.17");
  await userEvent.type(evidence(), "order page");
  await userEvent.click(button("Settle"));
  expect(settle).toHaveBeenCalledWith("i1", { filled: "1", price: "169.20", fee: "0.17", evidence: "order page" });
  expect((await screen.findByRole("status")).textContent).toContain("Settled: the intent is filled.");
  expect(onChange).toHaveBeenCalled();
});

test("without evidence nothing is sent, and the field says why", async () => {
  const settle = vi.fn();
  show([], settle);
  await userEvent.click(button("Settle"));
  expect(settle).not.toHaveBeenCalled();
  expect(evidence().getAttribute("aria-invalid")).toBe("true");
  const note = document.getElementById(evidence().getAttribute("aria-describedby") ?? "");
  expect(note?.textContent).toBe("Say where you saw it.");
});

test("an error is shown in place and nothing typed is lost, even if the order has ended meanwhile", async () => {
  const settle = vi.fn().mockRejectedValue(new Problem(409, "conflict", "The state has moved on", "It is FILLED."));
  const { end } = show([], settle);
  await userEvent.click(button("Filled in part"));
  await userEvent.type(screen.getByLabelText(/^Quantity in SOL/), "0.5");
  await userEvent.type(screen.getByLabelText("Price in USDT"), "169");
  await userEvent.type(evidence(), "order page");
  await userEvent.click(button("Settle"));
  expect((await screen.findByRole("alert")).textContent).toContain("conflict");
  end();
  expect(screen.getByRole("alert").textContent).toContain("It is FILLED.");
  expect(screen.getByText(/The intent has ended/)).toBeTruthy();
  expect(evidence().value).toBe("order page");
  expect(screen.getByLabelText<HTMLInputElement>("Price in USDT").value).toBe("169");
});

test("another's settlement is shown and confirmed word for word, on evidence of one's own", async () => {
  const settle = vi.fn().mockResolvedValue({ ...intent, state: "FILLED", is_final: true });
  show([pending("alice")], settle);
  expect(screen.getByText("alice says:").parentElement?.textContent).toContain("1 more filled at 169.2, fee 0.17 USDT");
  expect(screen.getByText("their order page")).toBeTruthy();
  await userEvent.click(button("Confirm the same"));
  expect(settle).not.toHaveBeenCalled();
  await userEvent.type(evidence(), "my statement");
  await userEvent.click(button("Confirm the same"));
  expect(settle).toHaveBeenCalledWith("i1", { filled: "1", price: "169.2", fee: "0.17", evidence: "my statement" });
});

test("a second person may say otherwise, beginning with what was said", async () => {
  const settle = vi.fn().mockResolvedValue(intent);
  show([pending("alice")], settle);
  await userEvent.click(button("Say otherwise"));
  expect(screen.getByLabelText<HTMLInputElement>("Price in USDT").value).toBe("169.2");
  await userEvent.click(button("Nothing filled"));
  await userEvent.type(evidence(), "no such order there");
  await userEvent.click(button("Settle"));
  expect(settle).toHaveBeenCalledWith("i1", { filled: "0", evidence: "no such order there" });
});

test("what the other says changes: the confirmation begins anew", async () => {
  const { store } = show([pending("alice")], vi.fn());
  await userEvent.type(evidence(), "my statement");
  act(() => store.set({ reconciliations: reconciliations([pending("alice", { price: "170" })]) }));
  expect(evidence().value).toBe("");
});

test("a settlement by another does not take away what one is typing", async () => {
  const { store } = show([], vi.fn());
  await userEvent.type(evidence(), "order page");
  act(() => store.set({ reconciliations: reconciliations([pending("alice")]) }));
  expect(screen.getByText("alice says:")).toBeTruthy();
  expect(evidence().value).toBe("order page");
});

test("one's own word waits for another and cannot be confirmed by oneself", () => {
  show([pending("operator")], vi.fn());
  expect(screen.getByText("You say:")).toBeTruthy();
  expect(screen.getByText("Another approver must say the same before it counts.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Confirm the same" })).toBeNull();
});

test("who is no approver sees what was said and can say nothing", () => {
  show([pending("alice")], vi.fn(), { me: { ...me, is_approver: false } });
  expect(screen.getByText("alice says:")).toBeTruthy();
  expect(screen.getByText("Only a named approver may settle it.")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

test("an intent whose outcome is known has nothing to settle", () => {
  const known = { ...intent, state: "ACCEPTED" as const };
  const { container } = renderInDesk(<SettleSection intent={known} onChange={() => {}} />, {
    market,
    reconciliations: reconciliations([]),
  });
  expect(container.textContent).toBe("");
});

test("of another's account it is asked for, since no stream tells", async () => {
  const reconciliation = vi
    .fn()
    .mockResolvedValue({ ...reconciliations([pending("bob")])["paper"], account: "alices" });
  renderInDesk(
    <SettleSection intent={{ ...intent, account: "alices" }} onChange={() => {}} />,
    { market },
    { reconciliation },
  );
  await waitFor(() => expect(screen.getByText("bob says:")).toBeTruthy());
  expect(reconciliation).toHaveBeenCalledWith("alices");
});

test("an outcome that became known elsewhere is looked at again, once", async () => {
  const { store, onChange } = show([], vi.fn());
  expect(onChange).not.toHaveBeenCalled();
  const known = { ...reconciliations([])["paper"]!, unknown: [] };
  act(() => store.set({ reconciliations: { paper: known } }));
  act(() => store.set({ reconciliations: { paper: { ...known } } }));
  expect(onChange).toHaveBeenCalledTimes(1);
});
