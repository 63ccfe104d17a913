import { Link } from "wouter";
import type { Trade } from "../api/types";
import { ownerText } from "../book/lots";
import { Timeline } from "../book/Timeline";
import { signedMoney, signedPercent, tone } from "../format/number";
import { duration, fullTime } from "../format/time";
import { useFormat } from "../format/useFormat";
import { answer } from "../api/client";
import { useAccess } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";
import { Dialog } from "../ui/Dialog";
import { heldFor } from "./tradeList";
import { tradeKey } from "./useTrades";

interface TradeDrawerProps {
  /** Of the fill that closed it. */
  seq: string;
  /** What it closed: of one owner, or of several. Empty where it has not been loaded. */
  trades: readonly Trade[];
  onClose(): void;
}

/** One closed trade, and where the fill that closed it comes from. */
export function TradeDrawer({ seq, trades, onClose }: TradeDrawerProps) {
  const { client } = useAccess();
  const id = Number(seq);
  const trace = useAnswer(Number.isSafeInteger(id) ? `trace ${seq}` : undefined, () =>
    answer(client.http.GET("/fills/{id}/trace", { params: { path: { id } } })),
  );
  return (
    <Dialog title="Closed trade" kind="drawer" onClose={onClose}>
      {trades.map((trade) => (
        <Facts key={tradeKey(trade)} trade={trade} />
      ))}
      <h3 className="trade__head">What closed it</h3>
      <Answered answer={trace} rows={5}>
        {({ intent, signal, approval, history }) => (
          <>
            {signal && (
              <p className="trade__said">
                {signal.reason}
                {signal.confidence_percent > 0 && <span className="quiet"> · {signal.confidence_percent} % sure</span>}
              </p>
            )}
            {!signal && intent.reason && <p className="trade__said">{intent.reason}</p>}
            {approval?.decided_by && <p className="quiet">Approved by {approval.decided_by.name}.</p>}
            <Timeline events={history} />
            <Link href={`/portfolio/intents/${intent.intent_id}`}>The intent</Link>
          </>
        )}
      </Answered>
    </Dialog>
  );
}

function Facts({ trade }: { trade: Trade }) {
  const format = useFormat();
  const held = heldFor(trade);
  return (
    <section aria-label={`${trade.instrument} of ${ownerText(trade.owner)}`} className="trade">
      <p className="intent__what">
        <strong>{trade.instrument}</strong> of {ownerText(trade.owner)}{" "}
        <strong className={tone(trade.result_usd ?? trade.result)}>
          {trade.result_usd === undefined
            ? `${format.signedMoney(trade.quote_asset, trade.result)} ${trade.quote_asset ?? ""}`
            : `${signedMoney(trade.result_usd)} USD`}
        </strong>
      </p>
      <dl className="intent__facts">
        {trade.quantity && (
          <>
            <dt>Quantity</dt>
            <dd>
              {format.quantity(trade, trade.quantity)} {trade.side}
            </dd>
          </>
        )}
        {trade.entry_price && trade.opened && (
          <>
            <dt>Entered</dt>
            <dd>
              at {format.average(trade, trade.entry_price)}, {fullTime(trade.opened)}
            </dd>
          </>
        )}
        <dt>Left</dt>
        <dd>
          {trade.exit_price && `at ${format.average(trade, trade.exit_price)}, `}
          {fullTime(trade.time)}
        </dd>
        {held !== undefined && (
          <>
            <dt>Held</dt>
            <dd>{duration(held)}</dd>
          </>
        )}
        {trade.return_percent && (
          <>
            <dt>Return</dt>
            <dd className={tone(trade.return_percent)}>{signedPercent(trade.return_percent)}</dd>
          </>
        )}
        {trade.fees && (
          <>
            <dt>Fees</dt>
            <dd>
              {format.money(trade.quote_asset, trade.fees)} {trade.quote_asset}
            </dd>
          </>
        )}
        {trade.is_loss && (
          <>
            <dt>Streak</dt>
            <dd>counts as a loss</dd>
          </>
        )}
      </dl>
    </section>
  );
}
