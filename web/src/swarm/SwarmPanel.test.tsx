import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Agent } from "../api/types";
import { renderInDesk } from "../test/desk";
import { SwarmPanel } from "./SwarmPanel";

const agent = (change: Partial<Agent>): Agent => ({
  name: "buy_bot",
  title: "Accumulates",
  state: "running",
  is_healthy: true,
  capabilities: [],
  load_percent: 2,
  restarts: 0,
  status_message: "next purchase at 18:00",
  last_heartbeat: new Date().toISOString(),
  ...change,
});

test("an agent shows what it did last, its load and how it is", () => {
  renderInDesk(<SwarmPanel />, { agents: [agent({})] });
  for (const words of ["buy bot", "running", "next purchase at 18:00", "load 2 %", "just now"])
    expect(screen.getByText(words)).toBeTruthy();
});

test("one that is not connected says what it waits for", () => {
  renderInDesk(<SwarmPanel />, {
    agents: [agent({ name: "dexter", state: "not_connected", is_healthy: false, waits_for: "a wallet" })],
  });
  expect(screen.getByText("Waits for a wallet")).toBeTruthy();
  expect(screen.getByText("0 of 1 running")).toBeTruthy();
});

test("one that was restarted says how often", () => {
  renderInDesk(<SwarmPanel />, { agents: [agent({ state: "restarting", restarts: 3 })] });
  expect(screen.getByText("restarting, restarted 3×")).toBeTruthy();
});

test("one that is run for several accounts says for which", () => {
  renderInDesk(<SwarmPanel />, {
    agents: [agent({ account: "paper" }), agent({ account: "savings" }), agent({ name: "monitor", account: "paper" })],
  });
  expect(screen.getByText("savings")).toBeTruthy();
  expect(screen.getAllByText("paper")).toHaveLength(1);
});

test("those that are not connected come after those that work", () => {
  const absent = agent({ name: "dexter", state: "not_connected", is_healthy: false, waits_for: "a wallet" });
  renderInDesk(<SwarmPanel />, { agents: [absent, agent({}), agent({ name: "monitor" })] });
  expect(screen.getAllByRole("heading", { level: 3 }).map((each) => each.textContent)).toEqual([
    "buy bot",
    "monitor",
    "dexter",
  ]);
});
