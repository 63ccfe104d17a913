import { Link } from "wouter";
import type { Approval } from "../api/types";
import { answer } from "../api/client";
import { money } from "../format/number";
import { dayTime, fullTime } from "../format/time";
import { useFormat } from "../format/useFormat";
import { useAccess, useDesk, useDeskNow } from "../store/context";
import { usePages } from "../store/usePages";
import { Empty } from "../ui/Empty";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments } from "../ui/Segments";
import { Skeleton } from "../ui/Skeleton";
import { useQuery } from "../ui/useQuery";
import { isWaiting } from "./keptCards";
import { outcomeOf } from "./outcome";

const page_rows = 100;
const rows_max = 2_000;
const states = [
  { value: "all", label: "All" },
  { value: "granted", label: "Approved" },
  { value: "declined", label: "Declined" },
  { value: "expired", label: "Expired" },
] as const;
type State = (typeof states)[number]["value"];

/** What was asked, and what became of it. */
export function ApprovalHistory() {
  const { client } = useAccess();
  const [query, change] = useQuery();
  const state = states.find(({ value }) => value === query.get("state"))?.value ?? "all";
  const approvals = useDesk((desk) => desk.approvals);
  const now = useDeskNow();
  const { items, next, isLoading, problem, more } = usePages<Approval>({
    key: state,
    ask: (before) =>
      answer(
        client.http.GET("/approvals", {
          params: { query: { state, limit: page_rows, ...(before === undefined ? {} : { before }) } },
        }),
      ),
    keyOf: ({ approval_id }) => approval_id,
    most: rows_max,
    changed: approvals,
  });
  const decided = items?.filter((approval) => !isWaiting(approval, now));
  return (
    <>
      <div className="panel__body">
        <Segments<State>
          label="What became of them"
          options={states}
          value={state}
          onChange={(to) => change({ state: to === "all" ? undefined : to })}
        />
      </div>
      {problem && (
        <div className="panel__body">
          <ProblemNote problem={problem} />
        </div>
      )}
      {decided === undefined ? (
        !problem && <Skeleton rows={6} />
      ) : decided.length === 0 ? (
        <Empty title="None yet">What was approved, declined or expired is listed here.</Empty>
      ) : (
        <HistoryTable approvals={decided} now={now} />
      )}
      {next !== undefined && (
        <div className="panel__body">
          <button type="button" className="button" disabled={isLoading} onClick={more}>
            {isLoading ? "Loading…" : "Older ones"}
          </button>
        </div>
      )}
    </>
  );
}

function HistoryTable({ approvals, now }: { approvals: readonly Approval[]; now: number }) {
  const format = useFormat();
  return (
    <div className="table-scroll approvals__history">
      <table className="table">
        <caption className="visually-hidden">Decided and expired requests, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Asked (UTC)</th>
            <th scope="col">Wanted</th>
            <th scope="col" className="number">
              Worth
            </th>
            <th scope="col" className="wide">
              By
            </th>
            <th scope="col">Decision</th>
            <th scope="col" className="wide">
              What became of it
            </th>
          </tr>
        </thead>
        <tbody>
          {approvals.map((approval) => {
            const outcome = outcomeOf(approval, undefined, now);
            return (
              <tr key={approval.approval_id}>
                <td className="quiet">
                  <time dateTime={approval.requested} title={fullTime(approval.requested)}>
                    {dayTime(approval.requested)}
                  </time>
                </td>
                <th scope="row">
                  <Link href={`/portfolio/intents/${approval.intent_id}`}>
                    <span className={approval.side === "BUY" ? "up" : "down"}>{approval.side}</span>{" "}
                    {format.quantity(approval, approval.quantity_max)} {approval.instrument}
                  </Link>
                </th>
                <td className="number">${money(approval.notional_usd)}</td>
                <td className="wide">{approval.proposer.name}</td>
                <td>
                  <span className={`tag tag--${outcome?.tone ?? "plain"}`}>{outcome?.word ?? approval.state}</span>
                </td>
                <td className="wide approvals__became">{outcome?.sentence}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
