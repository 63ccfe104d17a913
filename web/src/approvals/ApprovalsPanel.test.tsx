import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { approval, renderInDesk } from "../test/desk";
import { ApprovalsPanel } from "./ApprovalsPanel";

const name = (text: string) => ({ name: text });

test("a request shows what, why, how much, the worst price and the time left", () => {
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()] });
  expect(screen.getByText("breakout above the 20-day high")).toBeTruthy();
  expect(screen.getByText("$1,941.94")).toBeTruthy();
  expect(screen.getByText("97,000.00")).toBeTruthy();
  expect(screen.getByRole("img").getAttribute("aria-label")).toMatch(/^\d+ seconds left$/);
});

test("approving sends the binding that was shown", async () => {
  const approve = vi.fn().mockResolvedValue({});
  const { refresh } = renderInDesk(<ApprovalsPanel />, { approvals: [approval()] }, { approve });
  await userEvent.click(screen.getByRole("button", name("Approve")));
  expect(approve).toHaveBeenCalledWith("a1", "b1");
  await waitFor(() => expect(refresh).toHaveBeenCalled());
});

test("modifying asks for a smaller quantity", async () => {
  const modify = vi.fn().mockResolvedValue({});
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()] }, { modify });
  await userEvent.click(screen.getByRole("button", name("Modify")));
  const quantity = screen.getByLabelText("Quantity, at most 0.02");
  await userEvent.clear(quantity);
  await userEvent.type(quantity, "0.01");
  await userEvent.click(screen.getByRole("button", name("Propose this instead")));
  expect(modify).toHaveBeenCalledWith("a1", { quantity: "0.01" });
});

test.each([
  ["LIMIT", true],
  ["STOP_LOSS", false],
  ["MARKET", false],
] as const)("a %s order has a limit to modify: %s", async (type, has) => {
  renderInDesk(<ApprovalsPanel />, { approvals: [approval({ type })] });
  await userEvent.click(screen.getByRole("button", name("Modify")));
  expect(screen.queryByLabelText("Limit price") !== null).toBe(has);
});

test("an answer that comes too late says so and what to do", async () => {
  const decline = vi.fn().mockRejectedValue(new Problem(409, "approval_expired", "Too late", "It has expired."));
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()] }, { decline });
  await userEvent.click(screen.getByRole("button", name("Decline")));
  expect((await screen.findByRole("alert")).textContent).toContain("approval_expired");
});

test("an expired request cannot be answered, and leaves after a while", () => {
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
  renderInDesk(<ApprovalsPanel />, {
    approvals: [
      approval({ state: "expired", expires: ago(5), reason: "just now" }),
      approval({ approval_id: "a2", state: "expired", expires: ago(60), reason: "long ago" }),
    ],
  });
  expect(screen.getByText("expired")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
  expect(screen.queryByText("long ago")).toBeNull();
});

test("who is no approver sees the request but cannot answer it", () => {
  renderInDesk(<ApprovalsPanel />, { approvals: [approval({ may_decide: false })] });
  expect(screen.getByRole<HTMLButtonElement>("button", name("Approve")).disabled).toBe(true);
  expect(screen.getByText("Only a named approver may answer this.")).toBeTruthy();
});

test("a request is announced to screen readers", () => {
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()] });
  expect(document.querySelector('[aria-live="assertive"]')?.textContent).toContain("Approval wanted: BUY 0.02 BTCUSDT");
});
