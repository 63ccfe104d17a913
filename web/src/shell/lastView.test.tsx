import { beforeEach, expect, test } from "vitest";
import { lastView } from "./lastView";

const key = "swarmdesk.view";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

/** As another tab left it. */
const restored = (kept: string) => {
  localStorage.setItem(key, kept);
  return lastView.restore("/");
};

test.each(["/markets", "/markets/BTCUSDT", "/portfolio/intents/i1", "/approvals", "/swarm/buy_bot", "/settings?x=1"])(
  "%s is opened again",
  (address) => {
    expect(restored(address)).toBe(address);
  },
);

test.each([
  "/",
  "",
  "/nowhere",
  "markets",
  "//evil.example/markets",
  "https://evil.example/markets",
  "javascript:alert(1)",
  "/marketsandmore",
  "/markets/BTCUSDT/and/more",
  "/constructor",
])("%j is not", (address) => {
  expect(restored(address)).toBeUndefined();
});

test("a tab that was open already stays where it is, and so does one opened at an address", () => {
  lastView.keep("/markets");
  expect(lastView.restore("/")).toBeUndefined();
  sessionStorage.clear();
  expect(lastView.restore("/ledger")).toBeUndefined();
  expect(lastView.restore("/")).toBe("/markets");
});

test("what is no page is not kept", () => {
  lastView.keep("/markets");
  lastView.keep("/nowhere");
  expect(localStorage.getItem(key)).toBe("/markets");
});
