import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Me, Portfolio, Reconciliation } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { AccountNotices } from "./AccountNotices";

const portfolio: Portfolio = {
  account: "paper",
  user: "operator",
  state: "ACTIVE",
  venue: "paper",
  is_reconciling: false,
  is_mismatched: false,
  is_stale: false,
  balances: [],
  losses_in_a_row: 0,
  is_streak_tripped: false,
  day: { day: "2025-04-03", baseline_usd: "10000", deposits_usd: "0", is_estimated: false, is_tripped: false },
};
const tripped = { ...portfolio, is_streak_tripped: true, losses_in_a_row: 3 };

test("an account that may trade is not worth a word", () => {
  const { container } = renderInDesk(<AccountNotices />, { portfolio });
  expect(container.textContent).toBe("");
});

test("a loss streak is re-armed by the operator, after asking", async () => {
  const rearm = vi.fn().mockResolvedValue({});
  renderInDesk(<AccountNotices />, { portfolio: tripped }, { rearm });
  await userEvent.click(screen.getByRole("button", { name: "Re-arm…" }));
  expect(rearm).not.toHaveBeenCalled();
  await press("Re-arm");
  expect(rearm).toHaveBeenCalledWith("paper", "confirmed on the dashboard");
});

test("a trader sees the loss streak and cannot re-arm", () => {
  renderInDesk(<AccountNotices />, { portfolio: tripped, me: { ...me, role: "trader" } });
  expect(screen.getByText("3 losses in a row.")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

test("a halted account says why", () => {
  renderInDesk(<AccountNotices />, { portfolio: { ...portfolio, state: "HALTED", state_reason: "balances differ" } });
  expect(screen.getByText("balances differ")).toBeTruthy();
});

const compared: Reconciliation = {
  account: "paper",
  venue: "paper",
  state: "HALTED",
  is_reconciling: false,
  is_mismatched: true,
  differences: [{ subject: "USDT", ours: "1", venues: "2", kind: "balance" }],
  cursor: "1",
  adjustments: [{ asset: "USDT", amount: "1", evidence: "x", by: { kind: "human", name: "alice" } }],
  settlements: [],
  unknown: [],
};

test("books that differ are said of any of one's own accounts, with a way to the differences", () => {
  renderInDesk(<AccountNotices />, { portfolio, reconciliations: { savings: { ...compared, account: "savings" } } });
  expect(screen.getByText("Account savings: USDT.")).toBeTruthy();
  expect(screen.getByRole("link", { name: "See the differences" }).getAttribute("href")).toBe("/portfolio/reconciliation");
});

test("an approver is told that another's word waits; its author and others are not", () => {
  const wanted = "A second person is wanted.";
  const show = (who: Partial<Me>) =>
    renderInDesk(<AccountNotices />, { portfolio, me: { ...me, ...who }, reconciliations: { paper: compared } });
  const first = show({});
  expect(screen.getByText(wanted)).toBeTruthy();
  first.unmount();
  show({ name: "alice" }).unmount();
  show({ is_approver: false });
  expect(screen.queryByText(wanted)).toBeNull();
});

test("where it was re-armed before, the dialog says so and what stands is asked for anew", async () => {
  const rearm = vi.fn().mockRejectedValue(new Problem(409, "NOT_TRIPPED", "Nothing is tripped", ""));
  const { refresh } = renderInDesk(<AccountNotices />, { portfolio: tripped }, { rearm });
  await userEvent.click(screen.getByRole("button", { name: "Re-arm…" }));
  await press("Re-arm");
  expect((await screen.findByRole("alert")).textContent).toContain("There is nothing to do");
  expect(refresh).toHaveBeenCalledWith("portfolio", "rails");
});
