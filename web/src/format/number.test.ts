import { describe, expect, test } from "vitest";
import { compact, exact, money, percent, price, quantity, signedExact, signedMoney, tone } from "./number";

describe("numbers for people", () => {
  test.each([
    [money("1234567.891"), "1,234,567.89"],
    [money("-0.001"), "0.00"],
    [money("-12.5"), "\u221212.50"],
    [money(null), "–"],
    [money("NaN"), "–"],
    [signedMoney("12.5"), "+12.50"],
    [signedMoney("0"), "0.00"],
    [signedMoney("0.001"), "0.00"],
    [price("64250.1"), "64,250.10"],
    [price("0.00001234"), "0.00001234"],
    [quantity("0.01500000"), "0.015"],
    [percent("5"), "5.00 %"],
    [compact("12500"), "12.5K"],
    [exact("1234567.000000000000000001"), "1,234,567.000000000000000001"],
    [exact("-1000"), "\u22121,000"],
    [exact("not open"), "not open"],
    [exact(undefined), "–"],
    [signedExact("169.37"), "+169.37"],
    [signedExact("0.00"), "0.00"],
    [signedExact("-0.5"), "\u22120.5"],
  ])("%s is written as %s", (actual, expected) => expect(actual).toBe(expected));

  test("the tone follows the sign", () => {
    expect([tone("1"), tone("-1"), tone("0"), tone(undefined)]).toEqual(["up", "down", "quiet", "quiet"]);
  });
});
