import { expect, test } from "vitest";
import { extentOf, nearest, timeTicks, valueTicks } from "./chartScale";

const at = (...values: number[]) => values.map((value, time) => ({ time, value }));

test("the extent holds every value, and zero where that is wanted", () => {
  expect(extentOf(at(3, 1, 2), false)).toEqual({ least: 1, most: 3 });
  expect(extentOf(at(3, 1, 2), true)).toEqual({ least: 0, most: 3 });
  expect(extentOf(at(-3, -1), true)).toEqual({ least: -3, most: 0 });
});

test("a flat line and no line have a height", () => {
  for (const points of [at(100, 100), at(0), []]) {
    const { least, most } = extentOf(points, false);
    expect(most).toBeGreaterThan(least);
  }
});

test.each([
  [0, 10, 5, [0, 2, 4, 6, 8, 10]],
  [-3, 0, 3, [-3, -2, -1, 0]],
  [99_950, 100_120, 4, [99_950, 100_000, 100_050, 100_100]],
])("between %d and %d about %d round numbers are %o", (least, most, count, ticks) =>
  expect(valueTicks({ least, most }, count)).toEqual(ticks),
);

test("times are round: hours within days, days within months", () => {
  const from = Date.UTC(2025, 3, 3, 10, 30);
  expect(timeTicks(from, from + 4 * 3_600_000, 5).map(({ text }) => text)).toEqual(["11:00", "12:00", "13:00", "14:00"]);
  expect(timeTicks(from, from + 3 * 86_400_000, 4).map(({ text }) => text)).toEqual(["4 Apr", "5 Apr", "6 Apr"]);
  expect(timeTicks(from, from + 86_400_000, 3).map(({ text }) => text)).toEqual(["12:00", "4 Apr"]);
  expect(timeTicks(0, 100 * 365 * 86_400_000, 4).length).toBeLessThanOrEqual(5);
});

test("the nearest point is found from either side", () => {
  const points = [0, 10, 20].map((time) => ({ time, value: 0 }));
  expect([-5, 4, 5, 6, 14, 99].map((time) => nearest(points, time))).toEqual([0, 0, 0, 1, 1, 2]);
  expect(nearest([], 3)).toBeUndefined();
});
