/** The part of Markdown that reports are written in. What is none of it stays text: nothing in it becomes markup. */
export type Block =
  | { kind: "heading"; level: 1 | 2 | 3; text: string }
  | { kind: "paragraph"; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "table"; head: string[]; isNumber: boolean[]; rows: string[][] };

export function parseMarkdown(text: string): Block[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = (lines[at] ?? "").trim();
    const heading = /^(#{1,3}) +(.*)$/.exec(line);
    if (line === "") at += 1;
    else if (heading) {
      blocks.push({ kind: "heading", level: (heading[1]?.length ?? 1) as 1 | 2 | 3, text: heading[2] ?? "" });
      at += 1;
    } else if (line.startsWith("|") && isRule(lines[at + 1])) {
      const end = endOf(lines, at, (each) => each.startsWith("|"));
      const [head = [], marks = [], ...rows] = lines.slice(at, end).map(cellsOf);
      blocks.push({ kind: "table", head, isNumber: head.map((_, column) => /-:$/.test(marks[column] ?? "")), rows });
      at = end;
    } else if (/^[-*] /.test(line)) {
      const end = endOf(lines, at, (each) => /^[-*] /.test(each));
      blocks.push({ kind: "list", items: lines.slice(at, end).map((each) => each.trim().slice(2)) });
      at = end;
    } else {
      const end = Math.max(
        at + 1,
        endOf(lines, at, (each) => each !== "" && !/^(#{1,3} |[-*] )/.test(each) && !each.startsWith("|")),
      );
      blocks.push({ kind: "paragraph", text: lines.slice(at, end).map((each) => each.trim()).join(" ") });
      at = end;
    }
  }
  return blocks;
}

function endOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let end = from;
  while (end < lines.length && belongs((lines[end] ?? "").trim())) end += 1;
  return end;
}

/** The line below the head of a table. */
function isRule(line = ""): boolean {
  return /^\|(?: *:?-{3,}:? *\|)+$/.test(line.trim());
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split("|")
    .map((cell) => cell.trim());
}
