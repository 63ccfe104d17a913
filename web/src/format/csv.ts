/** What is written in a file for spreadsheets: RFC 4180, with a head. */
export type Cell = string | number | boolean | undefined;

/** Text that a spreadsheet would take for a formula; plain numbers are none. */
const formula = /^[=+\-@\t\r]/;
const number = /^-?[0-9]+(\.[0-9]+)?$/;

/** A reason may be anybody's words: what looks like a formula is made text by an apostrophe. */
function written(cell: Cell): string {
  const text = cell === undefined ? "" : String(cell);
  const safe = formula.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv<Row>(columns: Readonly<Record<string, (row: Row) => Cell>>, rows: readonly Row[]): string {
  const names = Object.keys(columns);
  const lines = rows.map((row) => Object.values(columns).map((of) => written(of(row))));
  return [names, ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}
