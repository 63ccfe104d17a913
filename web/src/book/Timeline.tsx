import type { LedgerEvent } from "../api/types";
import { clockTime, fullTime } from "../format/time";
import { kindTone, kindText } from "./intentState";

export function Timeline({ events }: { events: readonly LedgerEvent[] }) {
  return (
    <ol className="timeline" aria-label="History">
      {events.map((event) => (
        <li key={event.seq} className={`timeline__event tone-${kindTone(event.kind)}`}>
          <time dateTime={event.time} title={fullTime(event.time)}>
            {clockTime(event.time)}
          </time>
          <div>
            <strong>{kindText(event.kind)}</strong> <small>#{event.seq}</small>
            {event.message && <p>{event.message}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
