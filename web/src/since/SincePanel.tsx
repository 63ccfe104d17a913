import { Link } from "wouter";
import type { LedgerEvent } from "../api/types";
import { difference, isZero } from "../format/decimal";
import { signedMoney, tone } from "../format/number";
import { ago, fullTime } from "../format/time";
import { useAccess, useAccount, useDesk, useDeskNow } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { summed } from "../trades/tradeList";
import { recent_trades, useRecentTrades } from "../trades/useTrades";
import { Answered } from "../ui/Answered";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { Skeleton } from "../ui/Skeleton";
import { happened } from "./happened";
import type { Look } from "./lastLook";
import { useLook } from "./useLook";
import "./since.css";

const page_rows = 1_000;
const rows_max = 5_000;
const again_ms = 30_000;

/** What happened since somebody last looked here: each line leads to where it can be looked at. */
export function SincePanel() {
  const { before, seen } = useLook();
  const now = useDeskNow();
  return (
    <Panel
      title="Since you last looked"
      note={before && <time dateTime={before.time} title={fullTime(before.time)}>{ago(before.time, now)}</time>}
      tools={
        before && (
          <button type="button" className="button button--small button--quiet" onClick={seen}>
            Seen
          </button>
        )
      }
    >
      {before === null ? (
        <Skeleton rows={1} />
      ) : before ? (
        <Since key={before.seq} before={before} />
      ) : (
        <Empty title="Your first look">From the next one on, what happened in between is told here.</Empty>
      )}
    </Panel>
  );
}

interface Rows {
  events: LedgerEvent[];
  /** There are more than these. */
  isCut: boolean;
}

function Since({ before }: { before: Look }) {
  const { client } = useAccess();
  const account = useAccount();
  const equity_usd = useDesk((desk) => desk.portfolio?.equity_usd);
  const trades = useRecentTrades();
  const rows = useAnswer<Rows>(
    `since ${before.seq}`,
    async () => {
      const events: LedgerEvent[] = [];
      for (let after = before.seq; ; ) {
        const page = await client.ledgerPage(after, page_rows);
        events.push(...page.items);
        if (page.items.length === 0 || page.next_after >= page.last_seq) return { events, isCut: false };
        if (events.length >= rows_max) return { events, isCut: true };
        after = page.next_after;
      }
    },
    again_ms,
  );
  const closed = summed((trades ?? []).filter(({ seq, time }) => seq > before.seq && time > before.time));
  const gained =
    before.account === account && before.equity_usd !== undefined && equity_usd !== undefined
      ? difference(equity_usd, before.equity_usd)
      : undefined;
  return (
    <Answered answer={rows}>
      {({ events, isCut }) => {
        const happenings = happened(events);
        const isQuiet = happenings.length === 0 && closed.trades === 0;
        return (
          <>
            {isQuiet && <Empty title="Nothing to tell">No fill, no request, no warning.</Empty>}
            <ul className="since">
              {gained !== undefined && !isZero(gained) && (
                <li>
                  <Link href="/portfolio/performance">
                    <span className={tone(gained)}>{signedMoney(gained)} USD</span> equity
                  </Link>
                </li>
              )}
              {closed.trades > 0 && (
                <li>
                  <Link href="/portfolio/trades">
                    {closed.trades < recent_trades ? (
                      <>
                        {closed.trades} {closed.trades === 1 ? "trade" : "trades"} closed,{" "}
                        <span className={tone(closed.result_usd)}>{signedMoney(closed.result_usd)} USD</span>
                      </>
                    ) : (
                      `${recent_trades} trades or more closed`
                    )}
                  </Link>
                </li>
              )}
              {happenings.map(({ text, tone: shade, href }) => (
                <li key={text} className={`tone-${shade}`}>
                  <Link href={href}>{text}</Link>
                </li>
              ))}
            </ul>
            {isCut && <p className="panel__body quiet">Only the first {rows_max.toLocaleString("en-GB")} events are counted.</p>}
          </>
        );
      }}
    </Answered>
  );
}
