import { Link } from "wouter";
import type { LedgerEvent } from "../api/types";
import { Timeline } from "../book/Timeline";
import { kindText } from "../book/intentState";
import { fullTime } from "../format/time";
import { useAccess } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";
import { Dialog } from "../ui/Dialog";
import { Empty } from "../ui/Empty";
import "../ui/astable.css";

interface EventDrawerProps {
  seq: string;
  onClose(): void;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Of what has no end, such as an account, only so much before it is shown. */
const near_rows = 400;
const chain_most = 200;

/** One event with all that was written of it, and the chain of events of its subject. */
export function EventDrawer({ seq, onClose }: EventDrawerProps) {
  const { client } = useAccess();
  const number = Number(seq);
  const isNumber = Number.isSafeInteger(number) && number > 0;
  const found = useAnswer(isNumber ? `event ${seq}` : undefined, async () => {
    const [event] = (await client.ledgerPage(number - 1, 1)).items;
    return event?.seq === number ? event : null;
  });
  return (
    <Dialog title={`Event ${seq}`} kind="drawer" onClose={onClose}>
      {isNumber ? (
        <Answered answer={found} rows={6}>
          {(event) => (event ? <Event event={event} /> : <NoSuchEvent />)}
        </Answered>
      ) : (
        <NoSuchEvent />
      )}
    </Dialog>
  );
}

function NoSuchEvent() {
  return <Empty title="There is no such event">It has another number, or it is of somebody else&apos;s account.</Empty>;
}

function Event({ event }: { event: LedgerEvent }) {
  const { client } = useAccess();
  const { seq, time, kind, subject, account, message, data, hash } = event;
  const isOne = uuid.test(subject);
  const chain = useAnswer(`chain ${subject} ${seq}`, async () => {
    const page = await client.ledgerPage(isOne ? 0 : Math.max(0, seq - near_rows), chain_most, subject);
    return page.items;
  });
  return (
    <>
      <p className="event__what">
        <strong>{kindText(kind)}</strong>
      </p>
      {message && <p>{message}</p>}
      <dl className="facts">
        <dt>When</dt>
        <dd>{fullTime(time)}</dd>
        <dt>Subject</dt>
        <dd className="mono">
          <Link href={`/ledger?subject=${encodeURIComponent(subject)}`}>{subject}</Link>
        </dd>
        {account && (
          <>
            <dt>Chain of</dt>
            <dd>account {account}</dd>
          </>
        )}
        <dt>Hash</dt>
        <dd className="mono">{hash}</dd>
      </dl>
      <h3 className="event__head">{isOne ? "Everything of its subject" : "Of its subject, before and after"}</h3>
      <Answered answer={chain} rows={4}>
        {(events) => <Timeline events={events} current={seq} />}
      </Answered>
      <details className="as-table">
        <summary>As it was written</summary>
        <div tabIndex={0} role="region" aria-label="The event's own fields">
          <pre className="event__data">{JSON.stringify(data, null, 2)}</pre>
        </div>
      </details>
    </>
  );
}
