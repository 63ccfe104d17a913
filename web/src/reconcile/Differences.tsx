import type { ReactNode } from "react";
import type { Difference } from "../api/types";
import { difference, isDecimal } from "../format/decimal";
import { exact, signedExact } from "../format/number";

interface DifferencesProps {
  rows: readonly Difference[];
  /** What can be done about one, and what was: beside its asset. */
  actions(row: Difference): ReactNode;
}

/** Whether it is a balance: the others are orders, which are settled and not adjusted. */
export function isBalance({ ours, venues }: Difference): boolean {
  return isDecimal(ours) && isDecimal(venues);
}

/** Every number to its last digit: a difference may be in that one. */
export function Differences({ rows, actions }: DifferencesProps) {
  return (
    <div className="table-scroll">
      <table className="table reconcile__table">
        <caption className="visually-hidden">Where books and venue differ</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" className="number">
              Books
            </th>
            <th scope="col" className="number">
              Venue
            </th>
            <th scope="col" className="number">
              Missing in the books
            </th>
            <th scope="col">
              <span className="visually-hidden">Adjust</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.subject}>
              <th scope="row" className="reconcile__subject">
                <strong>{row.subject}</strong>
              </th>
              <td className="number" data-label="Books">
                {exact(row.ours)}
              </td>
              <td className="number" data-label="Venue">
                {exact(row.venues)}
              </td>
              <td className="number" data-label="Missing in the books">
                {signedExact(difference(row.venues, row.ours))}
              </td>
              <td className="number reconcile__action">{actions(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
