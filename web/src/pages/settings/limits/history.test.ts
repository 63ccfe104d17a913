import { expect, test } from "vitest";
import type { LedgerEvent } from "../../../api/types";
import { limitChanges } from "./history";

const known = ["position_max", "losses_in_a_row_max"];
const by = { kind: "human", name: "alice" };

function rows(...events: [kind: string, data: object][]): LedgerEvent[] {
  return events.map(
    ([kind, data], at) => ({ seq: at + 1, time: `2025-04-0${at + 1}T00:00:00.000Z`, kind, data }) as unknown as LedgerEvent,
  );
}
const set = (position_max: string, losses_in_a_row_max: number): [string, object] => [
  "LimitsSet",
  { epoch: 1, limits: { position_max, losses_in_a_row_max } },
];
const tightened = (limit: string, from: string, to: string): [string, object] => [
  "LimitTightened",
  { limit, from, to, by, reason: "a calm week" },
];

test("the first limits of a desk are no change", () => {
  expect(limitChanges(rows(set("10000", 3)), known)).toEqual([]);
});

test("what a person tightened is said once, with who and why", () => {
  const changes = limitChanges(rows(set("10000", 3), tightened("position_max", "10000", "2500"), set("2500", 3)), known);
  expect(changes).toMatchObject([{ seq: 2, limit: "position_max", from: "10000", to: "2500", by: "alice", reason: "a calm week" }]);
});

test("what a start brought is the difference of its limits", () => {
  const changes = limitChanges(rows(set("10000", 3), set("5000.00", 2)), known);
  expect(changes).toMatchObject([
    { limit: "losses_in_a_row_max", from: "3", to: "2", by: "settings" },
    { limit: "position_max", from: "10000", to: "5000.00", by: "settings" },
  ]);
});

test("the same number in other digits is no change", () => {
  expect(limitChanges(rows(set("10000", 3), set("10000.0", 3)), known)).toEqual([]);
});

test("a start that loosened says who started it", () => {
  const loosened: [string, object] = ["LimitsLoosened", { limits: ["position_max"], by }];
  const all = rows(set("10000", 3), tightened("position_max", "10000", "2500"), set("2500", 3), loosened, set("10000", 3));
  expect(limitChanges(all, known)[0]).toMatchObject({ from: "2500", to: "10000", by: "alice", reason: "started with --loosen-limits" });
});

test("newest first, and what was tightened just now does not wait for its epoch", () => {
  const all = rows(set("10000", 3), set("5000", 3), tightened("losses_in_a_row_max", "3", "1"));
  expect(limitChanges(all, known).map(({ seq }) => seq)).toEqual([3, 2]);
});

test("rows of other kinds, and of versions with other fields, are passed over", () => {
  const odd = rows(["DeskStateSet", {}], ["LimitsSet", { limits: [] }], set("10000", 3), ["LimitsSet", {}]);
  expect(limitChanges(odd, known)).toEqual([]);
});
