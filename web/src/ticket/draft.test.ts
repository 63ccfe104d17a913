import { expect, test } from "vitest";
import { checkDraft, emptyDraft } from "./draft";

test.each(["", " ", "0", "0.00", "1e5", "+5", ".5", "5.", "1_000", "1,5", "-1", "NaN"])("%j is no amount", (amount) => {
  expect(checkDraft({ ...emptyDraft, amount }).amount).toBeDefined();
});

test.each(["1", "0.015", " 250 ", "0.000000000000000001"])("%j is an amount", (amount) => {
  expect(checkDraft({ ...emptyDraft, amount }).amount).toBeUndefined();
});

test("a limit order needs a price and a market order does not", () => {
  expect(checkDraft({ ...emptyDraft, amount: "1", type: "LIMIT" }).limit).toBe("At what price?");
  expect(checkDraft({ ...emptyDraft, amount: "1" }).limit).toBeUndefined();
});
