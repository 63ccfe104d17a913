import { memo } from "react";
import { Link } from "wouter";
import type { Approval, Trade } from "../api/types";
import { nameText } from "../format/name";
import { money, signedMoney, signedPercent, toNumber, tone, wholeMoney } from "../format/number";
import { useFormat } from "../format/useFormat";
import { protectionTerms } from "../protection/words";
import { useAccess, useDesk, useQuote } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { isOf, summed } from "../trades/tradeList";
import { Sparkline } from "../ui/Sparkline";
import { barOf, exposureOf, roomTo } from "./exposure";

interface ApprovalFactsProps {
  approval: Approval;
  /** Closed trades of its account, newest first; absent where they are not known. */
  trades: readonly Trade[] | undefined;
}

/** What it rests on: the price now, what the position becomes, why, and how the proposer has done. Each keeps its height. */
export const ApprovalFacts = memo(function ApprovalFacts({ approval, trades }: ApprovalFactsProps) {
  return (
    <div className="approval__facts live">
      <PriceNow approval={approval} />
      <PositionBar approval={approval} />
      <Why approval={approval} />
      {approval.proposer.kind === "agent" && <LastTrades agent={approval.proposer.name} account={approval.account} trades={trades} />}
    </div>
  );
});

function PriceNow({ approval }: { approval: Approval }) {
  const format = useFormat();
  const quote = useQuote(approval.instrument);
  const room = quote && roomTo(approval, quote);
  const now = quote && (approval.side === "BUY" ? quote.ask : quote.bid);
  const isBeyond = room?.startsWith("-");
  return (
    <div className="fact">
      <h3>Price now</h3>
      <p>
        <strong>{now ? format.price(approval, now) : "–"}</strong>{" "}
        {room && (
          <span className={isBeyond ? "warn" : "quiet"}>
            {isBeyond
              ? `beyond the worst by ${signedPercent(room).replace(/^./, "")}`
              : `${signedPercent(room).replace(/^\+/, "")} better than the worst, ${format.price(approval, approval.worst_price)}`}
          </span>
        )}
      </p>
    </div>
  );
}

function PositionBar({ approval }: { approval: Approval }) {
  const format = useFormat();
  const positions = useDesk((desk) => desk.positions);
  const rails = useDesk((desk) => desk.rails);
  const exposure = exposureOf(approval, positions, rails);
  const bar = exposure && barOf(exposure);
  return (
    <div className="fact">
      <h3>Position</h3>
      {exposure && (
        <p>
          {format.quantity(approval, exposure.before)} → <strong>{format.quantity(approval, exposure.after)}</strong>
          {exposure.before_usd !== undefined && exposure.after_usd !== undefined && (
            <span className="quiet">
              {" "}
              · ${money(exposure.before_usd)} → ${money(exposure.after_usd)}
              {exposure.limit_usd && ` of $${wholeMoney(exposure.limit_usd)}`}
            </span>
          )}
        </p>
      )}
      {bar && (
        <svg className="exposure" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect width="100" height="8" className="rail__track" />
          <rect width={Math.max(bar.before, bar.after)} height="8" className={bar.after >= bar.before ? "exposure__more" : "exposure__less"} />
          <rect width={Math.min(bar.before, bar.after)} height="8" className="exposure__held" />
          {bar.limit !== undefined && <rect x={bar.limit - 0.4} width="0.8" height="8" className="exposure__limit" />}
        </svg>
      )}
    </div>
  );
}

const candles_shown = 90;

/** The strategy's own words, and where the price has been. */
function Why({ approval }: { approval: Approval }) {
  const { client } = useAccess();
  const format = useFormat();
  const { instrument, intent_id, protection } = approval;
  const signal = useDesk((desk) => desk.signals?.find((each) => each.intent_id === intent_id));
  const candles = useAnswer(`candles ${instrument}`, () => client.candles(instrument, "1m"));
  const closes = candles.value?.items.slice(-candles_shown).map(({ close }) => close) ?? [];
  const [first, last] = [closes[0], closes.at(-1)];
  return (
    <div className="fact fact--chart">
      <h3>
        {signal ? `Signal of ${nameText(signal.strategy)}` : "The last 90 minutes"}
        {signal && signal.confidence_percent > 0 && <span className="quiet"> {signal.confidence_percent} % sure</span>}
      </h3>
      {closes.length > 1 && first && last && (
        <Sparkline
          values={closes}
          label={`${instrument} in the last ${closes.length} minutes: from ${format.price(approval, first)} to ${format.price(approval, last)}`}
        />
      )}
      {protection && (
        <p className="quiet">With {protectionTerms(approval, protection, approval.worst_price, format).join(", ")}</p>
      )}
    </div>
  );
}

const trades_shown = 10;

function LastTrades({ agent, account, trades }: { agent: string; account: string } & Pick<ApprovalFactsProps, "trades">) {
  const own = trades?.filter((trade) => trade.account === account && isOf(trade.owner, agent)).slice(0, trades_shown) ?? [];
  const { wins, result_usd } = summed(own);
  const name = nameText(agent);
  return (
    <div className="fact">
      <h3>
        <Link href={`/portfolio/trades?owner=${encodeURIComponent(agent)}`}>Last trades of {name}</Link>
      </h3>
      {own.length === 0 ? (
        <p className="quiet">{trades === undefined ? "…" : "None is closed yet."}</p>
      ) : (
        <>
          <p>
            {wins} of {own.length} won, <strong className={tone(result_usd)}>{signedMoney(result_usd)}</strong> USD
          </p>
          <ol className="won" aria-hidden="true">
            {own.toReversed().map((trade) => {
              const isWon = (toNumber(trade.result_usd) ?? 0) > 0;
              return (
                <li key={`${trade.seq} ${trade.owner}`} className={isWon ? "up" : "down"} title={signedMoney(trade.result_usd)}>
                  {isWon ? "▲" : "▼"}
                </li>
              );
            })}
          </ol>
        </>
      )}
    </div>
  );
}
