import { describe, expect, test } from "vitest";
import {
  exact,
  figure,
  money,
  padded,
  percent,
  signedExact,
  signedMoney,
  signedPercent,
  significant,
  smallMoney,
  tone,
  wholeMoney,
} from "./number";

describe("numbers for people", () => {
  test.each([
    [money("1234567.891"), "1,234,567.89"],
    [money("-12.5"), "\u221212.50"],
    [money("0.005"), "0.01"],
    [money("0.004999999999999999"), "<0.01"],
    [money("-0.001"), "\u2212<0.01"],
    [money("0.4", 0, 0), "<1"],
    [money("0.000"), "0.00"],
    [money(null), "–"],
    [money("NaN"), "–"],
    [money("12345678901234567890.125"), "12,345,678,901,234,567,890.13"],
    [signedMoney("12.5"), "+12.50"],
    [signedMoney("0"), "0.00"],
    [signedMoney("-0"), "0.00"],
    [signedMoney("0.001"), "+<0.01"],
    [wholeMoney("10000"), "10,000"],
    [wholeMoney("0.4"), "0.40"],
    [smallMoney("0.000121"), "0.00012"],
    [smallMoney("12.345"), "12.35"],
    [smallMoney("0"), "0"],
    [padded("64250.1", 2), "64,250.10"],
    [padded("64250.125", 2), "64,250.125"],
    [padded("90000000", 0), "90,000,000"],
    [padded("0.01500000", 0), "0.015"],
    [significant("96512.345678", 2, 5), "96,512.35"],
    [significant("0.0000081234567", 8, 5), "0.0000081235"],
    [significant("9.99999999", 2, 5), "10.00"],
    [figure("10250.1"), "10,250.1"],
    [figure("0.0000000123456789"), "0.000000012345679"],
    [figure("three"), "three"],
    [percent("5"), "5.00\u00a0%"],
    [signedPercent("-3.456"), "\u22123.46\u00a0%"],
    [signedPercent("0.5"), "+0.50\u00a0%"],
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
