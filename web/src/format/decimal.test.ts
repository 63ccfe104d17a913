import { expect, test } from "vitest";
import {
  compare,
  difference,
  isDecimal,
  isOnStep,
  isZero,
  places,
  product,
  quotient,
  rounded,
  sum,
  toStep,
} from "./decimal";

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
  expect([compare("9", "10"), compare("1.0", "1"), compare("2", "-3"), compare("x", "1")]).toEqual([
    -1,
    0,
    1,
    undefined,
  ]);
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

test.each([
  ["product", product("96400.01", "0.00001"), "0.9640001"],
  ["product, rounded away from zero", product("-0.000000000000000001", "0.5"), "-0.000000000000000001"],
  ["quotient", quotient("250", "96400"), "0.002593360995850622"],
  ["quotient of two below zero", quotient("-1", "-4"), "0.25"],
  ["quotient by zero", quotient("1", "0"), undefined],
  ["product of no decimal", product("1e5", "2"), undefined],
  ["rounded up at the half", rounded("0.125", 2), "0.13"],
  ["rounded below the half", rounded("0.1249", 2), "0.12"],
  ["rounded below zero", rounded("-0.125", 2), "-0.13"],
  ["nearest step", toStep("96512.347", "0.05"), "96512.35"],
  ["nearest step of a tiny coin", toStep("0.000008126", "0.00000001"), "0.00000813"],
  ["step of zero", toStep("1", "0"), undefined],
])("%s is exact", (_, actual, expected) => expect(actual).toBe(expected));

test.each([
  ["0.00120", "0.00001", true],
  ["0.001205", "0.00001", false],
  ["7", "0", false],
  ["", "0.01", false],
])("whether %s is on the step %s: %s", (text, step, on) => expect(isOnStep(text, step)).toBe(on));

test("a step of 0.0100 has two places, one of 10 none", () => {
  expect(["0.0100", "10", "0.00000001", "x"].map(places)).toEqual([2, 0, 8, 0]);
});
