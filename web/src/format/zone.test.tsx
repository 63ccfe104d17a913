import { afterEach, beforeEach, expect, test } from "vitest";
import { fullTime } from "./time";
import { keepZone, readZone, zoneTime } from "./zone";

beforeEach(() => keepZone("UTC"));
afterEach(() => keepZone(""));

test("UTC alone has nothing beside it", () => {
  expect(fullTime("2025-04-03T17:05:00.000Z")).toBe("2025-04-03 17:05:00 UTC");
});

test("the reader's time is beside UTC, with the date where it is another day there", () => {
  keepZone("Europe/Berlin");
  expect(fullTime("2025-04-03T17:05:00.000Z")).toMatch(/^2025-04-03 17:05:00 UTC \(19:05:00 \S+\)$/);
  expect(fullTime("2025-04-03T22:05:00.000Z")).toMatch(/^2025-04-03 22:05:00 UTC \(2025-04-04 00:05:00 \S+\)$/);
});

test("a zone whose clock stands where UTC's does has nothing beside it", () => {
  keepZone("Africa/Abidjan");
  expect(zoneTime(new Date("2025-04-03T17:05:00.000Z"))).toBeUndefined();
});

test("a zone that is kept and unknown is the browser's own", () => {
  localStorage.setItem("swarmdesk.zone", "Mars/Olympus");
  expect(readZone()).toBe("");
});
