import { expect, test } from "vitest";
import { freshness } from "./freshness";

const at = 1_000_000;

test.each([
  ["heard a moment ago", "open", at - 5_999, "live"],
  ["silent for six seconds", "open", at - 6_000, "ageing"],
  ["silent for almost fifteen seconds", "open", at - 14_999, "ageing"],
  ["silent for fifteen seconds", "open", at - 15_000, "stale"],
  ["closed a moment ago", "closed", at - 10, "ageing"],
  ["never heard", "connecting", undefined, "stale"],
] as const)("a desk %s", (_, phase, heard, expected) => {
  expect(freshness({ phase, heard, since: at }, at)).toBe(expected);
});
