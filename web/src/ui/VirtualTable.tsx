import { memo, useCallback, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { windowOf } from "./window";
import "./virtual.css";

interface VirtualTableProps<Row> {
  /** Said as the table's name. */
  label: string;
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** The cells of the head. */
  head: ReactNode;
  /** The cells of a row, all of one height. It must be the same function as long as it gives the same. */
  cells(row: Row): ReactNode;
  className?: string;
  /** Called when the last rows come into sight. */
  onEnd?(): void;
}

const row_px_at_first = 36;

/**
 * A table of any length, of which only the rows in sight exist. All rows have the same height, which is measured, so that
 * a phone may have taller ones. It scrolls within itself.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, rows, keyOf, head, cells, className = "", onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [row_px, setRow] = useState(row_px_at_first);
  const [place, setPlace] = useState({ top: 0, height: 800 });
  const { from, to } = windowOf(rows.length, row_px, place.top, place.height);

  const look = useCallback(() => {
    const { scrollTop, clientHeight } = scroller.current ?? { scrollTop: 0, clientHeight: 0 };
    // Where there is no layout, as in tests, it is as tall as at first.
    const height = clientHeight || 800;
    setPlace((before) => (before.top === scrollTop && before.height === height ? before : { top: scrollTop, height }));
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || typeof ResizeObserver === "undefined") return undefined;
    const measure = () => {
      const height = body.current?.querySelector("tr:not([aria-hidden])")?.getBoundingClientRect().height ?? 0;
      if (height > 0) setRow(height);
      look();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [look]);

  const isAtEnd = to >= rows.length;
  useLayoutEffect(() => {
    if (isAtEnd) onEnd?.();
  }, [isAtEnd, onEnd]);

  const space = (count: number) =>
    count > 0 && (
      <tr aria-hidden="true">
        {/* One cell: where columns are hidden, a wider one would bring them back. */}
        <td style={{ height: count * row_px }} />
      </tr>
    );
  return (
    <div ref={scroller} className={`virtual ${className}`} tabIndex={0} role="region" aria-label={label} onScroll={look}>
      <table className="table" aria-rowcount={rows.length + 1}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr aria-rowindex={1}>{head}</tr>
        </thead>
        <tbody ref={body}>
          {space(from)}
          {rows.slice(from, to).map((row, at) => (
            <VirtualRow key={keyOf(row)} row={row} index={from + at + 2} cells={cells as (row: unknown) => ReactNode} />
          ))}
          {space(rows.length - to)}
        </tbody>
      </table>
    </div>
  );
}

interface VirtualRowProps {
  row: unknown;
  index: number;
  cells(row: unknown): ReactNode;
}

const VirtualRow = memo(function VirtualRow({ row, index, cells }: VirtualRowProps) {
  return <tr aria-rowindex={index}>{cells(row)}</tr>;
});
