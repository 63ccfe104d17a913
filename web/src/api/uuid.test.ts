import { expect, test } from "vitest";
import { newId } from "./uuid";

test("an id is a version 7 UUID that begins with its time", () => {
  const id = newId(0x0197f2a05f00);
  expect(id).toMatch(/^0197f2a0-5f00-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("two ids of the same moment differ", () => {
  expect(newId(1)).not.toBe(newId(1));
});
