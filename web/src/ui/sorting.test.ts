import { expect, test } from "vitest";
import { pressed, readOrder, sorted, writeOrder } from "./sorting";

const columns = ["time", "result"] as const;
const first = { by: "time", isDown: true } as const;

test("rows of equal keys stay as they are, and those without one come last either way", () => {
  const rows = [{ n: 2, name: "a" }, { name: "b" }, { n: 1, name: "c" }, { n: 2, name: "d" }];
  const names = (isDown: boolean) => sorted(rows, ({ n }) => n, isDown).map(({ name }) => name);
  expect(names(true)).toEqual(["a", "d", "c", "b"]);
  expect(names(false)).toEqual(["c", "a", "d", "b"]);
});

test("pressing another column begins downwards, and the same one turns", () => {
  expect(pressed(first, "result")).toEqual({ by: "result", isDown: true });
  expect(pressed(first, "time")).toEqual({ by: "time", isDown: false });
});

test.each([
  ["result", { by: "result", isDown: true }],
  ["result.up", { by: "result", isDown: false }],
  ["nothing.up", first],
  [null, first],
])("%s in an address is %o", (text, order) => expect(readOrder<"time" | "result">(text, columns, first)).toEqual(order));

test("an order is read as it was written", () => {
  for (const order of [first, { by: "result", isDown: false } as const])
    expect(readOrder<"time" | "result">(writeOrder(order), columns, { by: "time", isDown: false })).toEqual(order);
});
