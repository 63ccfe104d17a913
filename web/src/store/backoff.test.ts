import { expect, test } from "vitest";
import { Backoff } from "./backoff";

test("waits double up to ten seconds and begin anew after a success", () => {
  const backoff = new Backoff(() => 0.5);
  const waits = Array.from({ length: 7 }, () => backoff.next());
  expect(waits).toEqual([400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  backoff.reset();
  expect(backoff.next()).toBe(400);
});
