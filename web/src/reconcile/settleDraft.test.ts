import { expect, test } from "vitest";
import type { Intent, PendingSettlement } from "../api/types";
import { draftOf, emptySettleDraft, openQuantity, seconded, settledState, settleFaults, settlementOf } from "./settleDraft";

const intent = { order_quantity: "0.3", filled: "0.1" } as Intent;
const draft = { ...emptySettleDraft, evidence: "order page" };
const pending: PendingSettlement = {
  intent_id: "i1",
  filled: "0.2",
  price: "97000",
  fee: "0.97",
  evidence: "their page",
  by: { kind: "human", name: "alice" },
};

test("what is open is exact", () => {
  expect(openQuantity(intent)).toBe("0.2");
  expect(openQuantity({ filled: "0" } as Intent)).toBeUndefined();
});

test.each([
  ["nothing more", draft, {}],
  ["no evidence", { ...draft, evidence: "  " }, { evidence: "Say where you saw it." }],
  ["all that is open", { ...draft, extent: "part" as const, quantity: "0.2", price: "97000" }, {}],
  ["more than is open", { ...draft, extent: "part" as const, quantity: "0.2000001", price: "1" }, { quantity: "At most 0.2 was open." }],
  ["a part of nothing", { ...draft, extent: "part" as const, quantity: "0", price: "1" }, { quantity: "A number above zero, like 0.015." }],
  ["no price", { ...draft, extent: "whole" as const }, { price: "At what price? A number above zero." }],
  ["a negative fee", { ...draft, extent: "whole" as const, price: "1", fee: "-1" }, { fee: "Zero or more, like 0.97." }],
  ["a fee like a programmer's", { ...draft, extent: "whole" as const, price: "1", fee: "1e2" }, { fee: "Zero or more, like 0.97." }],
])("%s is judged", (_, given, faults) => expect(settleFaults(given, "0.2")).toEqual(faults));

test("nothing filled has neither price nor fee; everything filled is what was open", () => {
  expect(settlementOf({ ...draft, price: "5", fee: "1" }, "0.2")).toEqual({ filled: "0", evidence: "order page" });
  expect(settlementOf({ ...draft, extent: "whole", price: " 97000 ", fee: "0.97" }, "0.2")).toEqual({
    filled: "0.2",
    price: "97000",
    fee: "0.97",
    evidence: "order page",
  });
});

test("a second person says the very same, with evidence of their own", () => {
  expect(seconded(pending, " my statement ")).toEqual({
    filled: "0.2",
    price: "97000",
    fee: "0.97",
    evidence: "my statement",
  });
  expect(seconded({ ...pending, filled: "0", price: "0", fee: "0" }, "x")).toEqual({ filled: "0", fee: "0", evidence: "x" });
});

test("what was said before is where changing it begins", () => {
  expect(draftOf(pending, "0.2")).toMatchObject({ extent: "whole", price: "97000", fee: "0.97", evidence: "" });
  expect(draftOf(pending, "0.3")).toMatchObject({ extent: "part", quantity: "0.2" });
});

test("the state it ends in", () => {
  expect(settledState({ ...draft, extent: "whole" }, intent)).toBe("FILLED");
  expect(settledState({ ...draft, extent: "part" }, intent)).toBe("CANCELED");
  expect(settledState(draft, intent)).toBe("CANCELED");
  expect(settledState(draft, { ...intent, filled: "0" })).toBe("REJECTED");
});
