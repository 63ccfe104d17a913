import { expect, test } from "vitest";
import { until } from "./time";

const now = Date.UTC(2025, 3, 3);

test.each([
  ["2025-05-03T00:00:00.000Z", "in 30 d"],
  ["2025-04-03T00:00:59.000Z", "in 59 s"],
  ["2025-04-03T00:00:00.000Z", "expired"],
])("until %s it is %s", (iso, words) => expect(until(iso, now)).toBe(words));
