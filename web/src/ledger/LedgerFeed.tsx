import { useMemo, useState } from "react";
import { Link } from "wouter";
import type { LedgerEvent } from "../api/types";
import { kindTone } from "../book/intentState";
import { clockTime, fullTime } from "../format/time";
import { useDesk } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { Panel } from "../ui/Panel";
import { matches } from "./filter";
import "./ledger.css";

const rows_max = 120;

/** The ledger as it is written, newest first. It stands still while a pointer or the focus is on it. */
export function LedgerFeed() {
  const events = useDesk((desk) => desk.ledger);
  const [filter, setFilter] = useState("");
  const [held, setHeld] = useState<LedgerEvent[]>();
  const source = held ?? events;
  const shown = useMemo(() => source?.filter((event) => matches(event, filter)).slice(0, rows_max), [source, filter]);
  const hold = () => setHeld((already) => already ?? events);
  const release = () => setHeld(undefined);
  const newer = held && events ? (events[0]?.seq ?? 0) - (held[0]?.seq ?? 0) : 0;
  return (
    <Panel
      id="ledger"
      title="Ledger"
      note={held ? `paused${newer > 0 ? `, ${newer} newer` : ""}` : events?.[0] && `event ${events[0].seq}`}
      tools={
        <label className="ledger__filter">
          <span className="visually-hidden">Filter the ledger</span>
          <input
            type="search"
            placeholder="Filter: kind or message"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
      }
    >
      {shown === undefined ? (
        <Loading part="ledger" rows={6} />
      ) : shown.length === 0 ? (
        <Empty title={filter ? "Nothing matches" : "The ledger is empty"}>
          {filter ? "Only the latest events are searched here." : "Every decision and every fill will be written here."}
        </Empty>
      ) : (
        <ol
          className="ledger"
          tabIndex={0}
          aria-label="Ledger events, newest first"
          onMouseEnter={hold}
          onMouseLeave={release}
          onFocus={hold}
          onBlur={release}
        >
          {shown.map((event) => (
            <li key={event.seq}>
              <Link href={`/ledger/${event.seq}`} className="ledger__seq">
                {event.seq}
              </Link>
              <time dateTime={event.time} title={fullTime(event.time)}>
                {clockTime(event.time)}
              </time>
              <span className={`ledger__kind tone-${kindTone(event.kind)}`}>{event.kind}</span>
              <span className="ledger__words">{event.message}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
