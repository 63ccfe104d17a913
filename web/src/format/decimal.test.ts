import { expect, test } from "vitest";
import { compare, difference, isDecimal, isZero, sum } from "./decimal";

test.each([
  ["100000", "99830.63", "169.37"],
  ["0", "1", "-1"],
  ["0.1", "0.3", "-0.2"],
  ["12345678901234567890.000000000000000001", "12345678901234567890", "0.000000000000000001"],
  ["-1.5", "-1.5", "0"],
  ["1", "open", undefined],
])("%s less %s is exactly %s", (a, b, left) => expect(difference(a, b)).toBe(left));

test("sums are exact where a float's are not", () => {
  expect(sum("0.1", "0.2")).toBe("0.3");
  expect(sum("-0.5", "0.25")).toBe("-0.25");
});

test("the order is that of the numbers, not of the letters", () => {
  expect([compare("9", "10"), compare("1.0", "1"), compare("2", "-3"), compare("x", "1")]).toEqual([-1, 0, 1, undefined]);
});

test.each([
  ["0", true],
  ["-0.000", true],
  ["0.000000000000000001", false],
  ["", false],
])("whether %s is zero: %s", (text, zero) => expect(isZero(text)).toBe(zero));

test.each(["1e5", "+5", ".5", "5.", " 5", "1_000", "NaN", "", "not open"])("%s is no decimal", (text) =>
  expect(isDecimal(text)).toBe(false),
);
