import { expect, test } from "vitest";
import { arms_after_ms, Steadiness } from "./steadiness";

test("what nobody has looked at is not steady", () => {
  expect(new Steadiness().isSteady(10_000)).toBe(false);
});

test("it is steady once it has been at its place for the whole time, and not a moment before", () => {
  const it = new Steadiness();
  it.look(100, 200, 1000);
  it.look(100, 200, 1300);
  expect(it.isSteady(1000 + arms_after_ms - 1)).toBe(false);
  expect(it.isSteady(1000 + arms_after_ms)).toBe(true);
});

test.each([
  [3, true],
  [4, false],
  [-4, false],
])("a move of %i px leaves it steady: %s", (by, steady) => {
  const it = new Steadiness();
  it.look(100, 200, 0);
  it.look(100, 200 + by, arms_after_ms);
  expect(it.isSteady(arms_after_ms)).toBe(steady);
  expect(it.isSteady(2 * arms_after_ms)).toBe(true);
});

test("small moves that add up are a move", () => {
  const it = new Steadiness();
  it.look(0, 0, 0);
  it.look(0, 2, 500);
  it.look(0, 4, 600);
  expect(it.isSteady(600)).toBe(false);
});

test("what moved is settled, but not steady", () => {
  const it = new Steadiness();
  it.look(0, 0, 0);
  it.look(0, 50, arms_after_ms);
  expect(it.isSettled(arms_after_ms - 1)).toBe(false);
  expect(it.isSettled(arms_after_ms)).toBe(true);
  expect(it.isSteady(arms_after_ms)).toBe(false);
});
