import { expect, test } from "vitest";
import { parseMarkdown } from "./markdown";

const report = `# Account paper, 2025-04-03 (UTC)

| | USD |
|---|---:|
| Equity at the start | 100002.4 |
| Equity at the end | 99989.74 |

17 signals, 17 of them proposed to the gate,
0 too late.

## Balances

- BTC
- USDT
`;

test("headings, tables, paragraphs and lists are told apart", () => {
  expect(parseMarkdown(report)).toEqual([
    { kind: "heading", level: 1, text: "Account paper, 2025-04-03 (UTC)" },
    {
      kind: "table",
      head: ["", "USD"],
      isNumber: [false, true],
      rows: [["Equity at the start", "100002.4"], ["Equity at the end", "99989.74"]],
    },
    { kind: "paragraph", text: "17 signals, 17 of them proposed to the gate, 0 too late." },
    { kind: "heading", level: 2, text: "Balances" },
    { kind: "list", items: ["BTC", "USDT"] },
  ]);
});

test.each([
  ["<img src=x onerror=alert(1)>", "markup"],
  ["| a pipe without a table", "a pipe"],
  ["####### too deep", "too many marks"],
  ["#no space", "no space"],
])("%s stays text: %s", (text) => expect(parseMarkdown(text)).toEqual([{ kind: "paragraph", text }]));

test("a table ends where its lines do, and nothing is nothing", () => {
  expect(parseMarkdown("|a|\n|---|\n|1|\nafter").map(({ kind }) => kind)).toEqual(["table", "paragraph"]);
  expect(parseMarkdown("\n\n")).toEqual([]);
});
