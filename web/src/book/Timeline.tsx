import { Link } from "wouter";
import type { LedgerEvent } from "../api/types";
import { clockTime, fullTime } from "../format/time";
import { kindTone, kindText } from "./intentState";
import "./timeline.css";

interface TimelineProps {
  events: readonly LedgerEvent[];
  /** The number of the one that is looked at. */
  current?: number;
}

/** Events in the order in which they were written; each number opens that event in the ledger. */
export function Timeline({ events, current }: TimelineProps) {
  return (
    <ol className="timeline" aria-label="History">
      {events.map((event) => (
        <li
          key={event.seq}
          className={`timeline__event tone-${kindTone(event.kind)}`}
          aria-current={event.seq === current ? "true" : undefined}
        >
          <time dateTime={event.time} title={fullTime(event.time)}>
            {clockTime(event.time)}
          </time>
          <div>
            <strong>{kindText(event.kind)}</strong>{" "}
            <small>
              <Link href={`/ledger/${event.seq}`}>#{event.seq}</Link>
            </small>
            {event.message && <p>{event.message}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
