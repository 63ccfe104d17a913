import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Rail } from "../api/types";
import { renderInDesk } from "../test/desk";
import { RailsPanel } from "./RailsPanel";

const rail = (change: Partial<Rail>): Rail => ({
  rail: "POSITION_LIMIT",
  message: "Position in BTCUSDT",
  scope: { level: "account", name: "paper" },
  used: "1164.01",
  limit: "10000",
  unit: "USD",
  state: "ok",
  ...change,
});

test.each([
  ["ok", null],
  ["near", "near limit"],
  ["tripped", "tripped"],
] as const)("a rail that is %s says %j in words, not in colour alone", (state, words) => {
  renderInDesk(<RailsPanel />, { rails: [rail({ state })] });
  expect(screen.queryByText(/near limit|tripped/)?.textContent ?? null).toBe(words);
  expect(screen.getByRole("meter").getAttribute("aria-label")).toBe("Position in BTCUSDT, account paper");
  expect(screen.getByText("$1,164.01")).toBeTruthy();
});

test("another scope than the first is named", () => {
  renderInDesk(<RailsPanel />, { rails: [rail({}), rail({ scope: { level: "desk", name: "" } })] });
  expect(screen.getByText("desk")).toBeTruthy();
});
