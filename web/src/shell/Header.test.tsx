import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { DeskState, MarketSource } from "../api/types";
import { renderInDesk, status } from "../test/desk";
import { Header } from "./Header";
import { Notices } from "./Notices";

test.each<[MarketSource["source"], string, string, string]>([
  ["simulated", "paper", "Paper money", "simulated prices"],
  ["replay", "paper", "Paper money", "replayed prices"],
  ["binance", "paper", "Paper money", "live prices"],
  ["binance", "binance", "Real money", "live prices"],
])("a %s market on the %s venue is labelled %s, %s", (source, venue, money, prices) => {
  renderInDesk(<Header />, { status: { ...status, venues: [venue], market: { ...status.market, source } } });
  expect(screen.getByText(money)).toBeTruthy();
  expect(screen.getByText(prices)).toBeTruthy();
});

test("a broken feed is said beside the source", () => {
  renderInDesk(<Header />, { status: { ...status, market: { ...status.market, is_healthy: false } } });
  expect(screen.getByText("simulated prices, feed broken")).toBeTruthy();
});

test.each<[DeskState, string]>([
  ["HALTED", "Halted."],
  ["REDUCING", "Reducing only."],
])("%s is announced at once, with its reason", (state, words) => {
  const connection = { phase: "open", since: Date.now(), heard: Date.now() } as const;
  renderInDesk(<Notices />, { connection, status: { ...status, state, reason: "lunch" } });
  expect(document.querySelector('[aria-live="assertive"]')?.textContent).toContain(words);
  expect(screen.getByText("Reason: lunch")).toBeTruthy();
});

test("a lost connection says from when the numbers are", () => {
  const heard = Date.UTC(2025, 3, 3, 17, 5, 9);
  renderInDesk(<Notices />, { connection: { phase: "closed", since: heard, heard } });
  expect(screen.getByText(/as of 17:05:09 UTC and not live/)).toBeTruthy();
});
