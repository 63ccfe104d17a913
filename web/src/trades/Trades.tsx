import { useCallback, useEffect, useMemo, useRef, useState, type MouseEvent } from "react";
import type { Trade } from "../api/types";
import { ownerText } from "../book/lots";
import { toCsv } from "../format/csv";
import { signedMoney, signedPercent, tone } from "../format/number";
import { dayTime, duration, fullTime } from "../format/time";
import { useFormat } from "../format/useFormat";
import { useAccount } from "../store/context";
import { Empty } from "../ui/Empty";
import { ProblemNote } from "../ui/ProblemNote";
import { saveFile } from "../ui/saveFile";
import { SortHead } from "../ui/SortHead";
import { readOrder, writeOrder } from "../ui/sorting";
import { useQuery } from "../ui/useQuery";
import { VirtualTable } from "../ui/VirtualTable";
import { Waiting } from "../ui/Waiting";
import { TradeDrawer } from "./TradeDrawer";
import { TradeFilters } from "./TradeFilters";
import { csv_columns, filtered, heldFor, newest_first, ordered, summed, trade_columns, type TradeColumn } from "./tradeList";
import { tradeKey, trades_max, useTrades } from "./useTrades";
import "./trades.css";

interface TradesProps {
  /** The number of the event that closed one, whose story is shown. */
  opened: string | undefined;
  onOpen(seq: string | undefined): void;
}

/** Closed trades: sorted, filtered and summed here, and written to a file as they are shown. */
export function Trades({ opened, onOpen }: TradesProps) {
  const account = useAccount();
  const format = useFormat();
  const [query, change] = useQuery();
  const { items, next, isLoading, problem, more, all } = useTrades();
  const [owner, instrument, reason] = ["owner", "instrument", "reason"].map((name) => query.get(name) ?? undefined);
  const sort = query.get("sort");
  const order = useMemo(() => readOrder<TradeColumn>(sort, trade_columns, newest_first), [sort]);
  const isNarrowed = owner !== undefined || instrument !== undefined || reason !== undefined;
  const wantsAll = isNarrowed || order.by !== newest_first.by || !order.isDown;

  // What is searched or sorted must all be here, or the answer would be of a part.
  useEffect(() => {
    if (wantsAll && items !== undefined) all();
  }, [wantsAll, items === undefined, all]);

  const rows = useMemo(
    () => ordered(filtered(items ?? [], { owner, instrument, reason }), order),
    [items, owner, instrument, reason, order],
  );
  const total = useMemo(() => summed(rows), [rows]);
  const [wantsFile, setWantsFile] = useState(false);
  const isWhole = items !== undefined && next === undefined;
  useEffect(() => {
    if (!wantsFile || !isWhole) return;
    setWantsFile(false);
    saveFile(`trades-${account}.csv`, toCsv(csv_columns, rows), "text/csv");
  }, [wantsFile, isWhole, account, rows]);

  const open = useRef(onOpen);
  useEffect(() => {
    open.current = onOpen;
  });
  const cells = useCallback(
    (trade: Trade) => {
      const held = heldFor(trade);
      return (
        <>
          <td className="quiet">
            <time dateTime={trade.time} title={fullTime(trade.time)}>
              {dayTime(trade.time)}
            </time>
          </td>
          <th scope="row">
            {/* Not a Link: each of those listens to the address, and there are many rows. */}
            <a href={`/portfolio/trades/${trade.seq}`} onClick={(event) => follow(event, () => open.current(String(trade.seq)))}>
              {trade.instrument}
            </a>
            <small className="narrow">{ownerText(trade.owner)}</small>
          </th>
          <td className="wide">{ownerText(trade.owner)}</td>
          <td className="wide number">
            {trade.quantity ? format.quantity(trade, trade.quantity) : "–"} {trade.side === "short" && "short"}
          </td>
          <td className="wide number">
            {format.average(trade, trade.entry_price)} → {format.average(trade, trade.exit_price)}
          </td>
          <td className="wide number">{held === undefined ? "–" : duration(held)}</td>
          <td className={`number ${tone(trade.result_usd ?? trade.result)}`}>
            {trade.result_usd === undefined
              ? `${format.signedMoney(trade.quote_asset, trade.result)} ${trade.quote_asset ?? ""}`
              : signedMoney(trade.result_usd)}
          </td>
          <td className={`wide number ${tone(trade.return_percent)}`}>{signedPercent(trade.return_percent)}</td>
          <td className="wide quiet" title={trade.reason}>
            {trade.exit ?? trade.reason ?? "–"}
          </td>
        </>
      );
    },
    [format],
  );

  if (items === undefined)
    return <Waiting problem={problem} onAgain={more} rows={8} />;
  if (items.length === 0)
    return <Empty title="Nothing closed yet">A trade is listed here once all that was bought for it is sold again.</Empty>;
  const sortBy = { order, onOrder: (to: typeof order) => change({ sort: writeOrder(to) }) };
  return (
    <div className="trades">
      <div className="trades__bar">
        <TradeFilters trades={items} filter={{ owner, instrument, reason }} onChange={change} />
        <p className="trades__sum" role="status">
          <strong className={tone(total.result_usd)}>{signedMoney(total.result_usd)}</strong> USD in {rows.length.toLocaleString("en-GB")}{" "}
          {rows.length === 1 ? "trade" : "trades"}
          {total.trades > total.unpriced && `, ${Math.round((100 * total.wins) / (total.trades - total.unpriced))} % won`}
          {total.unpriced > 0 && `, ${total.unpriced} without a dollar price`}
          {!isWhole && <span className="quiet"> · {isLoading ? "loading older ones…" : "older ones come as you scroll"}</span>}
          {isWhole && items.length >= trades_max && (
            <span className="quiet"> · the newest {trades_max.toLocaleString("en-GB")}; swarmdesk report has all</span>
          )}
        </p>
        <button
          type="button"
          className="button button--small"
          disabled={wantsFile}
          onClick={() => {
            setWantsFile(true);
            all();
          }}
        >
          {wantsFile && !problem ? "Loading all…" : "CSV"}
        </button>
      </div>
      {problem && (
        <div className="panel__body panel__failed">
          <ProblemNote problem={problem} />
          <button type="button" className="button button--small" onClick={more}>
            Load the rest
          </button>
        </div>
      )}
      {rows.length === 0 ? (
        <Empty title="None of these">{isWhole ? "No closed trade matches." : "None so far; older ones are being loaded."}</Empty>
      ) : (
        <VirtualTable<Trade>
          label={`Closed trades of ${account}, money in US dollars`}
          className="trades__table"
          rows={rows}
          keyOf={tradeKey}
          cells={cells}
          {...(wantsAll ? {} : { onEnd: more })}
          head={
            <>
              <SortHead<TradeColumn> name="time" {...sortBy}>
                Closed <span className="wide">(UTC)</span>
              </SortHead>
              <SortHead<TradeColumn> name="instrument" {...sortBy}>
                Instrument
              </SortHead>
              <SortHead<TradeColumn> name="owner" className="wide" {...sortBy}>
                Owner
              </SortHead>
              <th scope="col" className="wide number">
                Quantity
              </th>
              <th scope="col" className="wide number">
                Entry → exit
              </th>
              <SortHead<TradeColumn> name="held" className="wide number" {...sortBy}>
                Held
              </SortHead>
              <SortHead<TradeColumn> name="result" className="number" {...sortBy}>
                Result
              </SortHead>
              <SortHead<TradeColumn> name="return" className="wide number" {...sortBy}>
                Return
              </SortHead>
              <SortHead<TradeColumn> name="reason" className="wide" {...sortBy}>
                Why
              </SortHead>
            </>
          }
        />
      )}
      {opened !== undefined && (
        <TradeDrawer
          key={opened}
          seq={opened}
          trades={items.filter(({ seq }) => String(seq) === opened)}
          onClose={() => onOpen(undefined)}
        />
      )}
    </div>
  );
}

/** A plain press stays in the page; with a key held, or another button, the browser does what it does with links. */
function follow(event: MouseEvent, go: () => void): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go();
}
