import { expect, test } from "vitest";
import { lot } from "../test/lots";
import { halfOf, isShort } from "./half";

test.each([
  ["0.012", "0.00001", "0.006"],
  ["0.00003", "0.00001", "0.00002"],
  ["-0.012", "0.00001", "0.006"],
  ["0.00001", "0.00001", undefined],
  ["3", "1", "2"],
  ["0", "1", undefined],
  ["0.012", undefined, undefined],
])("half of %s in steps of %s is %s", (quantity, step, half) => expect(halfOf(lot({ quantity }), step)).toBe(half));

test("a lot below zero is short", () => {
  expect([isShort(lot({ quantity: "-1" })), isShort(lot({ quantity: "1" }))]).toEqual([true, false]);
});
