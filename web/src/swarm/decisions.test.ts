import { expect, test } from "vitest";
import type { Intent, Signal } from "../api/types";
import { decisionsOf } from "./decisions";

const at = (minute: number) => `2025-04-03T17:${String(minute).padStart(2, "0")}:00.000Z`;
const signal = (id: string, minute: number, change: Partial<Signal> = {}) =>
  ({ signal_id: id, agent: "trader", time: at(minute), ...change }) as Signal;
const intent = (id: string, minute: number, change: Partial<Intent> = {}) =>
  ({ intent_id: id, created: at(minute), proposer: { kind: "agent", name: "trader" }, ...change }) as Intent;
const whole = <T>(...items: T[]) => ({ items, isWhole: true });
const keys = (decisions: ReturnType<typeof decisionsOf>) => decisions.map(({ key, intent: led }) => `${key}:${led?.intent_id ?? "-"}`);

test("a signal and the intent it led to are one, found from either side", () => {
  const signals = whole(signal("s2", 20, { intent_id: "i2" }), signal("s1", 10));
  const intents = whole(intent("i2", 21), intent("i1", 11, { signal: "s1" }));
  expect(keys(decisionsOf("trader", signals, intents))).toEqual(["s2:i2", "s1:i1"]);
});

test("a signal nothing came of and an intent without a signal stand alone, in the order of time", () => {
  expect(keys(decisionsOf("trader", whole(signal("s1", 10)), whole(intent("i3", 30), intent("i0", 5))))).toEqual([
    "i3:i3",
    "s1:-",
    "i0:i0",
  ]);
});

test("others' are others', also people's of the same name", () => {
  const human = intent("i1", 10, { proposer: { kind: "human", name: "trader" } });
  expect(decisionsOf("trader", whole(signal("s1", 10, { agent: "other" })), whole(human))).toEqual([]);
});

test("it goes back as far as both are known", () => {
  const signals = whole(signal("s2", 20), signal("s1", 10));
  expect(keys(decisionsOf("trader", signals, { items: [intent("i3", 30), intent("i15", 15)], isWhole: false }))).toEqual([
    "i3:i3",
    "s2:-",
    "i15:i15",
  ]);
});
