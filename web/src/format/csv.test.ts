import { expect, test } from "vitest";
import { toCsv } from "./csv";

const line = (cell: string | number | boolean | undefined) => toCsv({ a: () => cell }, [0]).split("\r\n")[1];

test("a file has a head, and one line for each row", () => {
  expect(toCsv({ n: (n: number) => n, twice: (n: number) => 2 * n }, [1, 2])).toBe("n,twice\r\n1,2\r\n2,4\r\n");
  expect(toCsv({ n: (n: number) => n }, [])).toBe("n\r\n");
});

test.each([
  ["plain", "plain"],
  ['a "word", and more', '"a ""word"", and more"'],
  ["two\nlines", '"two\nlines"'],
  [undefined, ""],
  [true, "true"],
  ["-21.3", "-21.3"],
  [-5, "-5"],
])("%j is written as %j", (cell, text) => expect(line(cell)).toBe(text));

test.each(["=1+1", "+1", "@SUM(A1)", "-1+2", "\tx"])("%j is no formula to a spreadsheet", (cell) =>
  expect(line(cell)).toBe(`'${cell}`),
);
