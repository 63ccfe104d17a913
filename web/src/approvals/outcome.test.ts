import { expect, test } from "vitest";
import type { Approval, Intent } from "../api/types";
import { outcomeOf } from "./outcome";

const now = Date.parse("2026-01-02T12:00:00.000Z");
const request = (change: Partial<Approval>) =>
  ({ state: "open", expires: new Date(now + 1000).toISOString(), ...change }) as Approval;
const bob = { kind: "human", name: "bob" } as const;

test("while it waits there is no outcome", () => {
  expect(outcomeOf(request({}), undefined, now)).toBeUndefined();
});

test("open beyond its time is expired, also before the desk has said so", () => {
  expect(outcomeOf(request({}), undefined, now + 1000)?.word).toBe("expired");
});

test.each([
  [undefined, "Approved by bob. It is on its way."],
  ["APPROVED", "Approved by bob. It is on its way."],
  ["PARTIALLY_FILLED", "Approved by bob. The order is partially filled."],
  ["FILLED", "Approved by bob. The order is filled."],
] as const)("approved, and the intent is %s", (state, sentence) => {
  const intent = state && ({ state } as Intent);
  expect(outcomeOf(request({ state: "granted", decided_by: bob }), intent, now)?.sentence).toBe(sentence);
});

test("without the intent, the state the approval itself brings is told", () => {
  expect(outcomeOf(request({ state: "granted", intent_state: "FILLED" }), undefined, now)?.sentence).toBe(
    "Approved. The order is filled.",
  );
});

test("a denial after the approval is told, with the reason", () => {
  const intent = { state: "DENIED", denial: { message: "the desk is halted" } } as Intent;
  expect(outcomeOf(request({ state: "granted" }), intent, now)?.sentence).toContain("denied it: the desk is halted.");
});

test("declined says by whom and why", () => {
  const declined = request({ state: "declined", decided_by: bob, decision_reason: "too large" });
  expect(outcomeOf(declined, undefined, now)?.sentence).toBe("Declined by bob: too large. It does not trade.");
});
