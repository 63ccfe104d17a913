import { beforeEach, expect, test } from "vitest";
import { takeTokenFromAddress, token } from "./token";

beforeEach(() => {
  token.forget();
  history.replaceState(null, "", "/");
});

test("a token in the address is kept and leaves the address bar", () => {
  history.replaceState(null, "", "/#token=sd_abc");
  takeTokenFromAddress(window.location, window.history);
  expect(token.read()).toBe("sd_abc");
  expect(window.location.hash).toBe("");
});

test("an address without one changes nothing", () => {
  token.keep("kept");
  history.replaceState(null, "", "/#ledger");
  takeTokenFromAddress(window.location, window.history);
  expect(token.read()).toBe("kept");
  expect(window.location.hash).toBe("#ledger");
});
