import { expect, test } from "vitest";
import type { Approval } from "../api/types";
import { isWaiting, keptCards } from "./keptCards";

const now = Date.parse("2026-01-02T12:00:00.000Z");
const card = (approval_id: string, left_s: number, state: Approval["state"] = "open") =>
  ({ approval_id, state, expires: new Date(now + left_s * 1000).toISOString() }) as Approval;
const ids = (cards: readonly Approval[]) => cards.map(({ approval_id }) => approval_id);

test("at first the one with the least time left is on top", () => {
  expect(ids(keptCards([], [card("a", 50), card("b", 10)], now))).toEqual(["b", "a"]);
});

test("one that arrives later goes to the end, even if it has less time", () => {
  const before = keptCards([], [card("a", 50)], now);
  expect(ids(keptCards(before, [card("b", 5), card("a", 50)], now))).toEqual(["a", "b"]);
});

test("what is decided keeps its place, with its outcome", () => {
  const before = keptCards([], [card("a", 10), card("b", 50)], now);
  const after = keptCards(before, [card("b", 50), card("a", 10, "granted")], now);
  expect(ids(after)).toEqual(["a", "b"]);
  expect(after[0]?.state).toBe("granted");
});

test("a card stays when the desk does not list it any more", () => {
  const before = keptCards([], [card("a", 10)], now);
  expect(ids(keptCards(before, [], now + 60_000))).toEqual(["a"]);
});

test("what was decided before anybody looked is history, and no card", () => {
  expect(keptCards([], [card("a", 10, "granted"), card("b", 10, "declined")], now)).toEqual([]);
});

test.each([
  [-19, 1],
  [-20, 0],
])("what expired %i s ago and was not seen makes %i cards", (left_s, count) => {
  expect(keptCards([], [card("a", left_s, "expired")], now)).toHaveLength(count);
});

test("beyond sixty cards the oldest decided ones go, and nothing that waits", () => {
  const decided = Array.from({ length: 60 }, (_, at) => card(`d${at}`, 10));
  const before = keptCards([], decided, now);
  const granted = decided.map((each) => ({ ...each, state: "granted" as const }));
  const after = keptCards(before, [...granted, card("new", 50), card("newer", 60)], now);
  expect(after).toHaveLength(60);
  expect(ids(after)[0]).toBe("d2");
  expect(ids(after).slice(-2)).toEqual(["new", "newer"]);
  const waiting = Array.from({ length: 62 }, (_, at) => card(`w${at}`, 10));
  expect(keptCards([], waiting, now)).toHaveLength(62);
});

test("it waits while it is open and has time left", () => {
  expect(isWaiting(card("a", 1), now)).toBe(true);
  expect(isWaiting(card("a", 0), now)).toBe(false);
  expect(isWaiting(card("a", 1, "granted"), now)).toBe(false);
});
