import { expect, test } from "vitest";
import type { LedgerEvent, PendingSettlement, Reconciliation } from "../api/types";
import { adjustedSince, openCount, settlementText, waitingForAnother } from "./words";

const by = (name: string) => ({ kind: "human" as const, name });
const settlement: PendingSettlement = {
  intent_id: "i1",
  filled: "1",
  price: "169.2",
  fee: "0.17",
  evidence: "order page",
  by: by("alice"),
};

test.each([
  [settlement, "1 more filled at 169.2, fee 0.17 USDT"],
  [{ ...settlement, fee: "0" }, "1 more filled at 169.2, no fee"],
  [{ ...settlement, filled: "0", price: "0", fee: "0" }, "nothing more was filled"],
])("a settlement is said in words", (given, words) => expect(settlementText(given, "USDT")).toBe(words));

const reconciliation: Reconciliation = {
  account: "paper",
  venue: "paper",
  state: "HALTED",
  is_reconciling: false,
  is_mismatched: true,
  differences: [{ subject: "USDT", ours: "1", venues: "2", kind: "balance" }],
  cursor: "1",
  adjustments: [{ asset: "USDT", amount: "1", evidence: "x", by: by("operator") }],
  settlements: [settlement],
  unknown: ["i1", "i2"],
};

test("what waits for another person does not count one's own words", () => {
  expect(waitingForAnother(reconciliation, "operator")).toBe(1);
  expect(waitingForAnother(reconciliation, "bob")).toBe(2);
});

test("an unknown intent that is being settled counts once", () => expect(openCount(reconciliation)).toBe(3));

test("an asset is adjusted until the books are compared again, in its own account alone", () => {
  const row = (kind: string, asset: string, account = "paper") => ({ kind, account, data: { asset } }) as unknown as LedgerEvent;
  const ledger = [
    row("AlertRaised", ""),
    row("AdjustmentMade", "EUR", "other"),
    row("AdjustmentMade", "USDT"),
    row("ReconcileFinished", "", "other"),
    row("ReconcileFinished", ""),
    row("AdjustmentMade", "SOL"),
  ];
  expect([...adjustedSince(ledger, "paper")]).toEqual(["USDT"]);
  expect([...adjustedSince(undefined, "paper")]).toEqual([]);
});
