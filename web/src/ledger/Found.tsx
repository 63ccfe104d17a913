import { useEffect, useMemo } from "react";
import { Link, useSearch } from "wouter";
import type { LedgerEvent } from "../api/types";
import { kindTone } from "../book/intentState";
import { dayTime, fullTime } from "../format/time";
import { useAccess } from "../store/context";
import { useStore } from "../store/store";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { ProblemNote } from "../ui/ProblemNote";
import { saveFile } from "../ui/saveFile";
import { Skeleton } from "../ui/Skeleton";
import { LedgerSearch, type LedgerQuery, type LedgerResults } from "./search";

const whole = (results: LedgerResults) => results;

/** What a search found, newest first. */
export function Found({ query }: { query: LedgerQuery }) {
  const { client } = useAccess();
  const behind = useSearch();
  const { day, kind, subject, words } = query;
  const search = useMemo(
    () => new LedgerSearch(client.ledgerPage, { day, kind, subject, words }),
    [client, day, kind, subject, words],
  );
  useEffect(() => {
    void search.more();
    return () => search.stop();
  }, [search]);
  const { found, scanned, hasMore, isLooking, problem } = useStore(search.store, whole);
  const count = found?.length ?? 0;
  return (
    <Panel
      title="Found"
      note={
        <span role="status">
          {count.toLocaleString("en-GB")} of {scanned.toLocaleString("en-GB")} looked at{isLooking ? ", looking…" : ""}
        </span>
      }
      tools={
        count > 0 && (
          <button type="button" className="button button--small" onClick={() => saveFile("ledger.jsonl", asLines(found ?? []), "application/jsonl")}>
            JSON lines
          </button>
        )
      }
    >
      {problem && (
        <div className="panel__body">
          <ProblemNote problem={problem} />
        </div>
      )}
      {found === undefined ? (
        !problem && <Skeleton rows={6} />
      ) : count === 0 && !isLooking ? (
        <Empty title="Nothing found">{hasMore ? "None among the rows looked at so far." : "No event of the ledger is like this."}</Empty>
      ) : (
        <ol className="ledger ledger--found" tabIndex={0} aria-label="Events found, newest first">
          {found.map((event) => (
            <li key={event.seq}>
              <Link href={`/ledger/${event.seq}${behind ? `?${behind}` : ""}`} className="ledger__seq">
                {event.seq}
              </Link>
              <time dateTime={event.time} title={fullTime(event.time)}>
                {dayTime(event.time)}
              </time>
              <span className={`ledger__kind tone-${kindTone(event.kind)}`}>{event.kind}</span>
              <span className="ledger__words">{event.message}</span>
            </li>
          ))}
        </ol>
      )}
      {hasMore && !isLooking && (
        <div className="panel__body ledger__more">
          <button type="button" className="button" onClick={() => void search.more()}>
            {problem ? "Try again" : "Look further back"}
          </button>
        </div>
      )}
    </Panel>
  );
}

/** One event a line, oldest first. */
function asLines(events: readonly LedgerEvent[]): string {
  return events.toReversed().map((event) => `${JSON.stringify(event)}\n`).join("");
}
