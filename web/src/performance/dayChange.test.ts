import { expect, test } from "vitest";
import type { EquityPoint } from "../api/types";
import { dayChange, lastOfDays } from "./dayChange";

const point = (time: string, equity_usd: string, put_in_usd = "0"): EquityPoint => ({
  time: `${time}Z`,
  equity_usd,
  put_in_usd,
  index: "1",
  drawdown_percent: "0",
});
const points = [
  point("2025-04-02T22:00:00.000", "100"),
  point("2025-04-03T00:00:00.020", "101"),
  point("2025-04-03T12:00:00.000", "111.5", "10"),
  point("2025-04-04T00:00:01.000", "104.25", "-8"),
  point("2025-04-04T01:00:00.000", "90"),
];

test("a day goes from the mark at its beginning to the one at its end, without what was put in or taken out", () => {
  expect(dayChange(points, "2025-04-03")).toBe("1.25");
});

test("the first day begins with the first mark, and a day that is not over ends with the last", () => {
  expect(dayChange(points, "2025-04-02")).toBe("1");
  expect(dayChange(points, "2025-04-04")).toBe("-14.25");
});

test("a day without a mark of its own has no change", () => {
  expect(dayChange(points, "2025-04-05")).toBeUndefined();
  expect(dayChange(points, "2025-04-01")).toBeUndefined();
  expect(dayChange([], "2025-04-03")).toBeUndefined();
});

test("of each day the last mark is told", () => {
  expect(lastOfDays(points).map(({ day, point: { equity_usd } }) => `${day} ${equity_usd}`)).toEqual([
    "2025-04-02 100",
    "2025-04-03 111.5",
    "2025-04-04 90",
  ]);
});
