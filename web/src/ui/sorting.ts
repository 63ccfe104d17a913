/** How a list is sorted: by the key of this name. */
export interface Order<K extends string> {
  by: K;
  isDown: boolean;
}

/** What a row is sorted by; `undefined` comes last, whichever way. */
export type SortKey = string | number | undefined;

/** Sorted by a key that is made once for each row. Rows of equal keys stay as they are. */
export function sorted<Row>(rows: readonly Row[], key: (row: Row) => SortKey, isDown: boolean): Row[] {
  const sign = isDown ? -1 : 1;
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => {
      if (a.key === undefined || b.key === undefined) return Number(a.key === undefined) - Number(b.key === undefined);
      return a.key < b.key ? -sign : a.key > b.key ? sign : 0;
    })
    .map(({ row }) => row);
}

/** Pressing a column: another one begins downwards, the same one turns. */
export function pressed<K extends string>(order: Order<K>, by: K): Order<K> {
  return order.by === by ? { by, isDown: !order.isDown } : { by, isDown: true };
}

/** "result" and "result.up" in an address; anything else is the first choice. */
export function readOrder<K extends string>(text: string | null, columns: readonly K[], first: Order<K>): Order<K> {
  const [by, way] = (text ?? "").split(".");
  const column = columns.find((each) => each === by);
  return column === undefined ? first : { by: column, isDown: way !== "up" };
}

export function writeOrder<K extends string>({ by, isDown }: Order<K>): string {
  return isDown ? by : `${by}.up`;
}
