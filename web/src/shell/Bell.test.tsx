import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { Alert } from "../api/types";
import { approval, renderInDesk } from "../test/desk";
import { Bell } from "./Bell";

const alert = (seq: number, change: Partial<Alert> = {}): Alert => ({
  seq,
  time: new Date().toISOString(),
  severity: "warning",
  source: "monitor",
  code: "PRICE_MOVED",
  message: `alert ${seq}`,
  ...change,
});
const left = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const bell = () => document.querySelector<HTMLButtonElement>(".bell")!;

beforeEach(() => localStorage.clear());

test("with nothing to do it says so", () => {
  renderInDesk(<Bell />, { approvals: [], alerts: [] });
  expect(bell().textContent).toBe("Nothing waits for you");
  expect(bell().title).toBe("no approvals waiting, no new alerts");
});

test("approvals are counted with the shortest time, and come before alerts", () => {
  const approvals = [
    approval({ expires: left(300) }),
    approval({ approval_id: "a2", expires: left(38.5) }),
    approval({ approval_id: "a3", expires: left(10), state: "granted" }),
    approval({ approval_id: "a4", expires: left(-1) }),
  ];
  renderInDesk(<Bell />, { approvals, alerts: [alert(1)] });
  expect(bell().textContent).toMatch(/^2 waiting, the first for 0:3[89]$/);
  expect(bell().title).toBe("2 approvals waiting, 1 new alert");
});

test("alerts are new until they have been looked at", async () => {
  const { store } = renderInDesk(<Bell />, { approvals: [], alerts: [alert(2), alert(1)] });
  expect(bell().textContent).toBe("2 new alerts");
  await userEvent.click(bell());
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByText("alert 2")).toBeTruthy();
  await userEvent.click(dialog.getByRole("button", { name: "Close" }));
  expect(bell().textContent).toBe("Nothing waits for you");
  act(() => store.set({ alerts: [alert(3), alert(2), alert(1)] }));
  expect(bell().textContent).toBe("1 new alerts");
});

test("what waits leads to the approvals", async () => {
  renderInDesk(<Bell />, { approvals: [approval()], alerts: [] });
  await userEvent.click(bell());
  const link = screen.getByRole("link", { name: /BUY 0\.02 BTCUSDT/ });
  expect(link.getAttribute("href")).toBe("/approvals");
  expect(screen.getByText("All quiet")).toBeTruthy();
});

test("what expired without an answer is new until it has been looked at", async () => {
  const approvals = [approval({ state: "expired", expires: left(-30) }), approval({ approval_id: "a2", state: "declined" })];
  const { store } = renderInDesk(<Bell />, { approvals, alerts: [] });
  expect(bell().title).toBe("no approvals waiting, 1 expired without an answer, no new alerts");
  expect(bell().textContent).toBe("1 expired or alerted");
  await userEvent.click(bell());
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByText("Expired without an answer")).toBeTruthy();
  await userEvent.click(dialog.getByRole("button", { name: "Close" }));
  expect(bell().textContent).toBe("Nothing waits for you");
  act(() => store.set({ approvals: [approval({ approval_id: "a3", state: "expired", expires: left(-1) })] }));
  expect(bell().textContent).toBe("1 expired or alerted");
});
