import { Link } from "wouter";
import type { Problem } from "../../../api/problem";
import type { LedgerEvent, Limit } from "../../../api/types";
import { ago, fullTime } from "../../../format/time";
import { useDeskNow } from "../../../store/context";
import { Empty } from "../../../ui/Empty";
import { Panel } from "../../../ui/Panel";
import { Waiting } from "../../../ui/Waiting";
import { limitChanges } from "./history";
import { limitText, nameOfLimit } from "../../../rails/limitWords";
import "./limits.css";

interface LimitHistoryProps {
  /** About the desk and each limit, oldest first. */
  rows: readonly LedgerEvent[] | undefined;
  limits: readonly Limit[] | undefined;
  problem: Problem | undefined;
  onAgain(): void;
}

/** Who changed which limit from what to what, and why, out of the ledger. */
export function LimitHistory({ rows, limits, problem, onAgain }: LimitHistoryProps) {
  const now = useDeskNow();
  if (!rows || !limits)
    return (
      <Panel title="What changed">
        <Waiting problem={problem} onAgain={onAgain} />
      </Panel>
    );
  const unitOf = (name: string) => limits.find((each) => each.name === name)?.unit ?? "";
  const changes = limitChanges(
    rows,
    limits.map(({ name }) => name),
  );
  return (
    <Panel title="What changed" note="newest first, from the ledger">
      {changes.length === 0 ? (
        <Empty title="No limit was ever changed">What is tightened here, and what a start changes, is written down.</Empty>
      ) : (
        <div className="table-scroll">
          <table className="table table--cards history">
            <caption className="visually-hidden">Changes of limits, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Limit</th>
                <th scope="col">From → to</th>
                <th scope="col">By</th>
                <th scope="col">Why</th>
                <th scope="col">When</th>
                <th scope="col">Row</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ seq, time, limit, from, to, by, reason }) => (
                <tr key={`${seq} ${limit}`}>
                  <th scope="row">{nameOfLimit(limit)}</th>
                  <td className="history__change" data-label="Change">
                    {limitText(from, unitOf(limit))} → {limitText(to, unitOf(limit))}
                  </td>
                  <td data-label="By">{by}</td>
                  <td data-label="Why">{reason}</td>
                  <td className="nowrap" data-label="When" title={fullTime(time)}>
                    {ago(time, now)}
                  </td>
                  <td data-label="Row">
                    <Link href={`/ledger/${seq}`}>{seq}</Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
