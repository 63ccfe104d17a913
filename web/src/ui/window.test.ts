import { expect, test } from "vitest";
import { windowOf } from "./window";

const rows = 10_000;

test("at the top the first rows exist, and some below those in sight", () => {
  expect(windowOf(rows, 36, 0, 360)).toEqual({ from: 0, to: 24 });
});

test.each([0, 1, 35, 36, 1_799, 36_000, 359_640])("scrolled by %d px, every row in sight exists", (top) => {
  const { from, to } = windowOf(rows, 36, top, 360);
  expect(from).toBeLessThanOrEqual(Math.floor(top / 36));
  expect(to).toBeGreaterThanOrEqual(Math.min(rows, Math.ceil((top + 360) / 36)));
  expect(to - from).toBeLessThan(60);
});

test("a short list is whole, and an empty one is empty", () => {
  expect(windowOf(3, 36, 0, 360)).toEqual({ from: 0, to: 3 });
  expect(windowOf(0, 36, 900, 360)).toEqual({ from: 0, to: 0 });
});

test("a list that became shorter than what was scrolled to still shows its end", () => {
  const { from, to } = windowOf(10, 36, 36_000, 360);
  expect(from).toBeLessThan(10);
  expect(to).toBe(10);
});
