import { expect, test } from "vitest";
import { handoverAddress, isLoopback } from "./address";

test.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["[::1]", true],
  ["desk.example.com", false],
  ["127.0.0.1.example.com", false],
])("%s is this machine alone: %s", (host, expected) => expect(isLoopback(host)).toBe(expected));

const here = "http://127.0.0.1:8420/#link=sl_1";
const front = "https://desk.example.com/#link=sl_1";

test.each([
  [here, "https://desk.example.com", false, "https://desk.example.com/#link=sl_1"],
  [here, "https://desk.example.com", true, "https://desk.example.com/#link=sl_1&stay=1"],
  [here, "http://localhost:5173", false, "http://localhost:5173/#link=sl_1"],
  [front, "http://127.0.0.1:8420", false, front],
])("of %s, reached at %s, staying %s, another device opens %s", (link, origin, stays, address) =>
  expect(handoverAddress(link, origin, stays)).toBe(address),
);
