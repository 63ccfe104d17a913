import { expect, test } from "vitest";
import type { Desk } from "../store/desk";
import { counted, flowOf } from "./flow";

const now = Date.parse("2025-04-03T17:00:00Z");
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const desk = (change: Partial<Desk>) => ({ ...change }) as Desk;

test("only the last hour counts, by agent", () => {
  const flow = flowOf(
    desk({
      signals: [{ agent: "a", time: ago(1) }, { agent: "b", time: ago(59) }, { agent: "a", time: ago(61) }] as never,
      intents: [
        { created: ago(1), state: "DENIED", proposer: { kind: "agent", name: "a" } },
        { created: ago(2), state: "FILLED", proposer: { kind: "human", name: "a" } },
      ] as never,
    }),
    now,
  );
  expect(flow.signals).toEqual({ count: 2, isLeast: false });
  expect([...flow.signalsOf]).toEqual([["a", 1], ["b", 1]]);
  expect([...flow.proposedOf]).toEqual([["a", 1]]);
  expect([flow.proposed.count, flow.denied]).toEqual([2, 1]);
});

test("where all that is known is of the last hour there may have been more", () => {
  const many = Array.from({ length: 60 }, () => ({ created: ago(1), state: "FILLED", proposer: { kind: "agent", name: "a" } }));
  expect(flowOf(desk({ intents: many as never }), now).proposed).toEqual({ count: 60, isLeast: true });
  expect(flowOf(desk({ intents: many.slice(1) as never }), now).proposed.isLeast).toBe(false);
});

test("what waits has not expired, and what is held is not nothing", () => {
  const flow = flowOf(
    desk({
      approvals: [{ state: "open", expires: ago(-1) }, { state: "open", expires: ago(1) }, { state: "granted", expires: ago(-1) }] as never,
      positions: [{ quantity: "0.1" }, { quantity: "0" }] as never,
    }),
    now,
  );
  expect([flow.waiting, flow.held]).toEqual([1, 1]);
});

test.each([
  [{ count: 1, isLeast: false }, "1 fill"],
  [{ count: 0, isLeast: false }, "0 fills"],
  [{ count: 60, isLeast: true }, "60+ fills"],
])("%o is %s", (count, words) => expect(counted(count, "fill")).toBe(words));
