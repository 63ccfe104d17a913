import { expect, test } from "vitest";
import type { Portfolio } from "../../../api/types";
import { nameFault } from "./NewUserForm";
import { standing } from "./standing";

const portfolio = (change: object = {}): Portfolio =>
  ({ is_mismatched: false, is_streak_tripped: false, is_reconciling: false, day: { is_tripped: false }, ...change }) as Portfolio;

test.each([
  ["ACTIVE", {}, "trades"],
  ["ACTIVE", { is_reconciling: true }, "being compared"],
  ["REDUCING", {}, "only reduces"],
  ["ACTIVE", { day: { is_tripped: true } }, "day's loss reached"],
  ["ACTIVE", { is_streak_tripped: true, day: { is_tripped: true } }, "stopped by losses"],
  ["ACTIVE", { is_mismatched: true, is_streak_tripped: true }, "books differ"],
  ["HALTED", { is_mismatched: true }, "halted"],
] as const)("an account that is %s with %j: %s", (state, change, words) =>
  expect(standing({ account: "paper", state }, portfolio(change)).words).toBe(words),
);

test("why it is halted is said, also before its money is known", () => {
  expect(standing({ account: "paper", state: "HALTED", reason: "lunch" }, undefined).why).toBe("lunch");
  expect(standing({ account: "paper", state: "HALTED" }, portfolio({ state_reason: "books" })).why).toBe("books");
});

test.each([
  ["alice", true],
  ["a".repeat(36), true],
  ["a".repeat(37), false],
  ["_a.b-c", true],
  ["-a", false],
  ["alice bob", false],
  ["", false],
])("%s is a name: %s", (name, isOne) => expect(nameFault(name) === undefined).toBe(isOne));
