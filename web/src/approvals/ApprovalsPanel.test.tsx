import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { approval, renderInDesk, status } from "../test/desk";
import { armed, press } from "../test/press";
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
  await press("Approve");
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
  await press("Propose this instead");
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
  await press("Decline");
  expect((await screen.findByRole("alert")).textContent).toContain("approval_expired");
});

test("an expired request cannot be answered, and what expired long ago is not shown", () => {
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
  renderInDesk(<ApprovalsPanel />, {
    approvals: [
      approval({ state: "expired", expires: ago(5), reason: "just now" }),
      approval({ approval_id: "a2", state: "expired", expires: ago(60), reason: "long ago" }),
    ],
  });
  expect(screen.getByText("expired")).toBeTruthy();
  expect(screen.queryByRole("button", name("Approve"))).toBeNull();
  expect(screen.queryByText("long ago")).toBeNull();
});

test("who is no approver sees the request but cannot answer it", () => {
  renderInDesk(<ApprovalsPanel />, { approvals: [approval({ may_decide: false })] });
  expect(screen.getByRole("button", name("Approve")).getAttribute("aria-disabled")).toBe("true");
  expect(screen.getByText("Only a named approver may answer this.")).toBeTruthy();
});

test("each request is announced to screen readers, and those before it are not said again", () => {
  const { store } = renderInDesk(<ApprovalsPanel />, { approvals: [approval()] });
  const said = () => [...document.querySelectorAll('[aria-live="assertive"] p')];
  const [first] = said();
  expect(first?.textContent).toContain("Approval wanted: BUY 0.02 BTCUSDT");
  act(() => store.set({ approvals: [approval({ approval_id: "a2", side: "SELL" }), approval()] }));
  expect(said()[0]).toBe(first);
  expect(said()[1]?.textContent).toContain("Approval wanted: SELL");
});

test("a click in the first moment decides nothing, and a key neither", async () => {
  const approve = vi.fn().mockResolvedValue({});
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()] }, { approve });
  const button = screen.getByRole("button", name("Approve"));
  fireEvent.click(button, { detail: 1 });
  fireEvent.click(button, { detail: 0 });
  expect(approve).not.toHaveBeenCalled();
  await press("Approve");
  expect(approve).toHaveBeenCalledTimes(1);
});

test("a button that has just moved to where the pointer is decides nothing", async () => {
  const approve = vi.fn().mockResolvedValue({});
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()] }, { approve });
  const button = await armed("Approve");
  button.getBoundingClientRect = () => new DOMRect(0, 120, 100, 32);
  fireEvent.click(button, { detail: 1 });
  expect(approve).not.toHaveBeenCalled();
  await press("Approve");
  expect(approve).toHaveBeenCalledTimes(1);
});

test.each([
  ["the desk is halted", { status: { ...status, state: "HALTED" as const } }],
  ["its account is halted", { accounts: [{ account: "paper", state: "HALTED" as const }] }],
])("while %s Approve is off and says why, and declining is not", async (_, desk) => {
  const [approve, decline] = [vi.fn(), vi.fn().mockResolvedValue({})];
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()], ...desk }, { approve, decline });
  await press("Decline");
  const button = screen.getByRole("button", name("Approve"));
  await userEvent.click(button);
  expect(approve).not.toHaveBeenCalled();
  expect(decline).toHaveBeenCalledWith("a1");
  const why = document.getElementById(button.getAttribute("aria-describedby") ?? "");
  expect(why?.textContent).toMatch(/is halted: what is approved now would be denied\. Resume it first, or decline\.$/);
});

test("a halt of another account leaves this one's requests alone", async () => {
  const accounts = [
    { account: "paper", state: "ACTIVE" as const },
    { account: "savings", state: "HALTED" as const },
  ];
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()], accounts });
  await armed("Approve");
});

test("a decided card stays where it is, with its outcome, until it is cleared", async () => {
  const soon = approval({ expires: new Date(Date.now() + 20_000).toISOString() });
  const later = approval({ approval_id: "a2", intent_id: "i2", reason: "the other one" });
  const { store } = renderInDesk(<ApprovalsPanel />, { approvals: [soon, later] });
  const by = { kind: "human", name: "bob" } as const;
  act(() => store.set({ approvals: [later, { ...soon, state: "granted", decided_by: by, intent_state: "FILLED" }] }));
  const [first, second] = screen.getAllByRole("listitem");
  expect(first?.textContent).toContain("Approved by bob. The order is filled.");
  expect(second?.textContent).toContain("the other one");
  await userEvent.click(screen.getByRole("button", name("Clear 1 decided")));
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
});

test("whoever answers by keyboard stays at the card", async () => {
  const decline = vi.fn(async () => {
    act(() => store.set({ approvals: [approval({ state: "declined" })] }));
  });
  const { store } = renderInDesk(<ApprovalsPanel />, { approvals: [approval()] }, { decline });
  (await armed("Decline")).focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Declined. It does not trade."));
});

test("J and K go from card to card, and A, D and M answer the one the focus is in", async () => {
  const [approve, decline] = [vi.fn().mockResolvedValue({}), vi.fn().mockResolvedValue({})];
  const soon = approval({ expires: new Date(Date.now() + 20_000).toISOString() });
  const later = approval({ approval_id: "a2", intent_id: "i2", side: "SELL" });
  renderInDesk(<ApprovalsPanel />, { approvals: [soon, later] }, { approve, decline });
  await waitFor(() => expect(screen.getAllByRole("button", name("Approve"))[1]?.getAttribute("aria-disabled")).toBeNull(), {
    timeout: 5_000,
  });
  await userEvent.keyboard("a");
  expect(approve).not.toHaveBeenCalled();
  await userEvent.keyboard("jj");
  expect(document.activeElement?.textContent).toContain("SELL");
  await userEvent.keyboard("kk");
  expect(document.activeElement?.textContent).toContain("BUY");
  await userEvent.keyboard("a");
  expect(approve).toHaveBeenCalledWith("a1", "b1");
  await userEvent.keyboard("jjd");
  expect(decline).toHaveBeenCalledWith("a2");
});

test("after G a letter is a page's, and what is typed is nobody's answer", async () => {
  const [approve, decline] = [vi.fn().mockResolvedValue({}), vi.fn().mockResolvedValue({})];
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()] }, { approve, decline });
  await armed("Approve");
  await userEvent.keyboard("jga");
  expect(approve).not.toHaveBeenCalled();
  await userEvent.keyboard("m");
  await userEvent.keyboard("ad");
  expect(decline).not.toHaveBeenCalled();
  expect(screen.getByLabelText("Quantity, at most 0.02")).toBeTruthy();
});

test("a key in the first moment decides nothing", async () => {
  const approve = vi.fn().mockResolvedValue({});
  renderInDesk(<ApprovalsPanel />, { approvals: [approval()] }, { approve });
  fireEvent.keyDown(window, { key: "j" });
  fireEvent.keyDown(window, { key: "a" });
  expect(approve).not.toHaveBeenCalled();
});
