import { expect, test } from "vitest";
import { daysOf, monthAfter, monthBefore, monthsBetween, monthText } from "./calendar";
import { firstDay, readRange } from "./range";

test("a month has all of its days, each below its weekday", () => {
  const [april] = monthsBetween("2025-04-01", "2025-04-30", 3);
  expect(april?.weeks[0]).toEqual([undefined, "2025-04-01", "2025-04-02", "2025-04-03", "2025-04-04", "2025-04-05", "2025-04-06"]);
  expect(april?.weeks.flat().filter((day) => day !== undefined)).toHaveLength(30);
  expect(april?.weeks.at(-1)).toEqual(["2025-04-28", "2025-04-29", "2025-04-30", undefined, undefined, undefined, undefined]);
});

test("months come newest first, over a new year, and no more than wanted", () => {
  expect(monthsBetween("2024-11-30", "2025-02-01", 9).map(({ name }) => name)).toEqual(["2025-02", "2025-01", "2024-12", "2024-11"]);
  expect(monthsBetween("2024-11-30", "2025-02-01", 2).map(({ name }) => name)).toEqual(["2025-02", "2025-01"]);
});

test("a leap year's February has 29 days", () => {
  expect(daysOf("2024-02")).toHaveLength(29);
  expect(daysOf("2025-02")).toHaveLength(28);
  expect([monthBefore("2025-01"), monthAfter("2024-12"), monthAfter("2025-01")]).toEqual(["2024-12", "2025-01", "2025-02"]);
  expect(monthText("2025-04")).toBe("April 2025");
});

test("a range holds today, and all of it has no first day", () => {
  const now = Date.parse("2025-04-03T17:05:00Z");
  expect(firstDay("7d", now)).toBe("2025-03-28");
  expect(firstDay("all", now)).toBeUndefined();
  expect([readRange("90d"), readRange("nonsense"), readRange(null)]).toEqual(["90d", "30d", "30d"]);
});
