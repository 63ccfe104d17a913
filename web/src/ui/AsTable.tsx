import type { ReactNode } from "react";
import "./astable.css";

interface AsTableProps {
  /** What the numbers are of: the table's name. */
  label: string;
  head: readonly string[];
  /** The first cell of each names its row. */
  rows: readonly (readonly ReactNode[])[];
}

/** The numbers of a chart, behind a line that opens them. */
export function AsTable({ label, head, rows }: AsTableProps) {
  const [first, ...others] = head;
  return (
    <details className="as-table">
      <summary>As a table</summary>
      <div tabIndex={0} role="region" aria-label={label}>
        <table className="table">
          <caption className="visually-hidden">{label}</caption>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              {others.map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells], at) => (
              <tr key={at}>
                <th scope="row">{name}</th>
                {cells.map((cell, column) => (
                  <td key={column} className="number">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
