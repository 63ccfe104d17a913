import { memo, useState } from "react";
import { Link } from "wouter";
import { isZero } from "../../format/decimal";
import { useFormat } from "../../format/useFormat";
import { matches } from "./search";
import { useAccount, useDesk, useQuote } from "../../store/context";
import { Loading } from "../../ui/Loading";
import { Panel } from "../../ui/Panel";

/** Every instrument with its price; each row is drawn again for its own quotes alone. */
export function Watchlist({ chosen }: { chosen: string | undefined }) {
  const instruments = useDesk((desk) => desk.status?.instruments);
  const [search, setSearch] = useState("");
  const shown = instruments?.filter(({ instrument }) => matches(instrument, search));
  return (
    <Panel
      title="Watchlist"
      className="watchlist"
      tools={
        <input
          type="search"
          className="watchlist__search"
          aria-label="Search instruments"
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      }
    >
      {shown === undefined ? (
        <Loading part="status" rows={4} />
      ) : (
        <ul className="watchlist__rows live">
          {shown.map(({ venue, instrument }) => (
            <Row key={`${venue}:${instrument}`} instrument={instrument} isChosen={instrument === chosen} />
          ))}
          {shown.length === 0 && <li className="empty">None of that name.</li>}
        </ul>
      )}
    </Panel>
  );
}

const Row = memo(function Row({ instrument, isChosen }: { instrument: string; isChosen: boolean }) {
  const format = useFormat();
  const quote = useQuote(instrument);
  const account = useAccount();
  const position = useDesk((desk) =>
    desk.positions?.find((each) => each.instrument === instrument && each.account === account),
  );
  return (
    <li>
      <Link href={`/markets/${encodeURIComponent(instrument)}`} aria-current={isChosen ? "page" : undefined}>
        <strong>{instrument}</strong>
        <span>{quote ? format.price(quote, quote.bid) : "–"}</span>
        {position && !isZero(position.quantity) && (
          <small>holding {format.quantity(position, position.quantity)}</small>
        )}
      </Link>
    </li>
  );
});
