import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Intent, LedgerEvent, PendingAdjustment, Reconciliation } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { ReconcilePage } from "./ReconcilePage";

const matching: Reconciliation = {
  account: "paper",
  venue: "paper",
  state: "ACTIVE",
  is_reconciling: false,
  is_mismatched: false,
  differences: [],
  cursor: "1",
  adjustments: [],
  settlements: [],
  unknown: [],
};
const differing: Reconciliation = {
  ...matching,
  state: "HALTED",
  state_reason: "books do not match the venue's",
  is_mismatched: true,
  differences: [
    { subject: "USDT", ours: "99830.63", venues: "100000", kind: "balance" },
    { subject: "sd-1", ours: "not open", venues: "open", kind: "balance" },
  ],
};
const pending = (name: string): PendingAdjustment => ({
  asset: "USDT",
  amount: "169.37",
  evidence: "their balance page",
  by: { kind: "human", name },
});
const show = (paper: Reconciliation, client: object = {}, desk: object = {}) =>
  renderInDesk(<ReconcilePage />, { reconciliations: { paper }, ...desk }, client);
const button = (name: string | RegExp) => screen.getByRole("button", { name });

test("books that match say so, and that nothing is unknown", () => {
  show(matching);
  expect(screen.getByText("Books and venue match")).toBeTruthy();
  expect(screen.getByText("No order's outcome is unknown.")).toBeTruthy();
  expect(screen.queryByRole("table")).toBeNull();
});

test("a difference is shown to the last digit, and adjusting begins with all of it", async () => {
  const adjust = vi.fn().mockResolvedValue(differing);
  const { refresh } = show(differing, { adjust });
  const row = within(screen.getByRole("row", { name: /USDT/ }));
  for (const text of ["99,830.63", "100,000", "+169.37"]) expect(row.getByText(text)).toBeTruthy();
  await userEvent.click(button("Adjust USDT…"));
  expect(screen.getByText("The books then have 100,000: what the venue has.")).toBeTruthy();
  await userEvent.type(screen.getByLabelText(/^Evidence/), "never filled");
  await userEvent.click(button("Adjust USDT"));
  expect(adjust).toHaveBeenCalledWith("paper", { asset: "USDT", amount: "169.37", evidence: "never filled" });
  expect((await screen.findByRole("status")).textContent).toContain("compared with the venue again");
  expect(refresh).toHaveBeenCalledWith("reconciliations", "portfolio", "positions");
});

test("an order that differs is no balance to adjust", () => {
  show(differing);
  const row = within(screen.getByRole("row", { name: /sd-1/ }));
  expect(row.queryByRole("button")).toBeNull();
  expect(row.getByText("an order, not a balance")).toBeTruthy();
});

test("an error stays in place with all that was typed, though the difference has gone", async () => {
  const adjust = vi.fn().mockRejectedValue(new Problem(409, "conflict", "The state has moved on", "They match."));
  const { store } = show(differing, { adjust });
  await userEvent.click(button("Adjust USDT…"));
  await userEvent.type(screen.getByLabelText(/^Evidence/), "a fee");
  await userEvent.click(button("Adjust USDT"));
  expect((await screen.findByRole("alert")).textContent).toContain("conflict");
  expect(screen.getByLabelText<HTMLTextAreaElement>(/^Evidence/).value).toBe("a fee");
  act(() => store.set({ reconciliations: { paper: matching } }));
  expect(screen.getByRole("alert").textContent).toContain("They match.");
});

test("nothing is sent without an amount and evidence", async () => {
  const adjust = vi.fn();
  show(differing, { adjust });
  await userEvent.click(button("Adjust USDT…"));
  await userEvent.clear(screen.getByLabelText(/^Add to the balance/));
  await userEvent.click(button("Adjust USDT"));
  expect(adjust).not.toHaveBeenCalled();
  expect(screen.getByText("Say where you saw it.")).toBeTruthy();
  expect(screen.getByText(/^A number other than zero/)).toBeTruthy();
});

test("an adjustment waits for a second pair of eyes, who confirms the very same", async () => {
  const adjust = vi.fn().mockResolvedValue(differing);
  show({ ...differing, adjustments: [pending("alice")] }, { adjust });
  const card = within(screen.getByRole("region", { name: "Adjustment of USDT that waits" }));
  expect(card.getByText("their balance page")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Adjust USDT…" })).toBeNull();
  await userEvent.type(card.getByLabelText("Your own evidence"), "I saw it too");
  await userEvent.click(card.getByRole("button", { name: "Confirm the same" }));
  expect(adjust).toHaveBeenCalledWith("paper", { asset: "USDT", amount: "169.37", evidence: "I saw it too" });
});

test("one's own adjustment waits and says for whom", async () => {
  const adjust = vi.fn().mockResolvedValue({ ...differing, adjustments: [pending("operator")] });
  const { store } = show(differing, { adjust });
  await userEvent.click(button("Adjust USDT…"));
  await userEvent.type(screen.getByLabelText(/^Evidence/), "their page");
  await userEvent.click(button("Adjust USDT"));
  expect((await screen.findByRole("status")).textContent).toContain("On record.");
  act(() => store.set({ reconciliations: { paper: { ...differing, adjustments: [pending("operator")] } } }));
  expect(screen.getByText("You say:")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Confirm the same" })).toBeNull();
});

test("an asset is not offered again between its adjustment and the next comparison", () => {
  const ledger = [{ kind: "AdjustmentMade", account: "paper", data: { asset: "USDT" } }] as unknown as LedgerEvent[];
  show(differing, {}, { ledger });
  expect(screen.getByText("adjusted; comparing")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Adjust USDT…" })).toBeNull();
});

test("a viewer sees the differences and may do nothing", () => {
  show(differing, {}, { me: { ...me, role: "viewer", is_approver: false } });
  expect(screen.getByText("Only a named approver may adjust a balance.")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

test("an operator asks for a new comparison by resuming, and what it says stays", async () => {
  const detail = "BOOKS_DIFFER: USDT; adjust the books first, they are being compared again.";
  const resumeAccount = vi.fn().mockRejectedValue(new Problem(409, "conflict", "The state has moved on", detail));
  show(differing, { resumeAccount });
  await userEvent.click(button(/^Compare again/));
  await press("Resume the account");
  expect((await screen.findByRole("alert")).textContent).toContain("BOOKS_DIFFER");
});

test("an unknown outcome leads to its intent", async () => {
  const intent = { intent_id: "i1", side: "BUY", quantity: "1", instrument: "SOLUSDT", state: "UNKNOWN" } as Intent;
  const load = vi.fn().mockReturnValue(new Promise(() => {}));
  show({ ...matching, unknown: ["i1"] }, { intent: load }, { intents: [intent] });
  await userEvent.click(button("BUY 1 SOLUSDT"));
  expect(load).toHaveBeenCalledWith("i1");
});

test("an approver may look at another's account, and a wrong name says so", async () => {
  const reconciliation = vi
    .fn()
    .mockResolvedValueOnce({ ...differing, account: "alices" })
    .mockRejectedValueOnce(new Problem(404, "no_such_account", "There is no such account", ""));
  show(matching, { reconciliation });
  await userEvent.type(screen.getByLabelText("Another account"), "alices{Enter}");
  await waitFor(() => expect(screen.getByText("Books and venue differ")).toBeTruthy());
  await userEvent.type(screen.getByLabelText("Another account"), "nobodys{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("no_such_account");
});
