import { Link } from "wouter";
import { ownerText } from "../book/lots";
import { protectionTerms, isProtected } from "../protection/words";
import { isZero, sum } from "../format/decimal";
import { money, signedMoney, tone } from "../format/number";
import { useFormat } from "../format/useFormat";
import { ResultList } from "../performance/ResultList";
import { useAccess, useAccount, useDesk } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { isOf } from "../trades/tradeList";
import type { Lot, Position, ProfitItem } from "../api/types";
import { Answered } from "../ui/Answered";
import { Empty } from "../ui/Empty";
import { Figures } from "../ui/Figures";
import { Loading } from "../ui/Loading";
import { Panel } from "../ui/Panel";
import "./agentlots.css";

const again_ms = 60_000;

/** What an agent's lots earned: what is closed, by strategy, and what is open. */
export function AgentPerformance({ agent }: { agent: string }) {
  const { client } = useAccess();
  const account = useAccount();
  const profit = useAnswer(account && `owners ${account}`, () => client.profit(account ?? "", "owner"), again_ms);
  return (
    <div className="columns columns--two">
      <Panel title="Closed" note="since ever, net of fees">
        <Answered answer={profit} rows={5}>
          {({ items }) => <Closed agent={agent} items={items.filter(({ name }) => isOf(name, agent))} />}
        </Answered>
      </Panel>
      <OpenLots agent={agent} />
    </div>
  );
}

function Closed({ agent, items }: { agent: string; items: readonly ProfitItem[] }) {
  const total = (of: (item: ProfitItem) => number) => items.reduce((all, item) => all + of(item), 0);
  const added = (of: (item: ProfitItem) => string) => items.reduce((all, item) => sum(all, of(item)) ?? all, "0");
  const result_usd = added((item) => item.result_usd);
  const trades = total((item) => item.trades);
  const wins = total((item) => item.wins);
  if (trades === 0) return <Empty title="Nothing closed yet">Its trades count here once they are closed.</Empty>;
  return (
    <div className="panel__body stack">
      <Figures
        items={[
          { name: "Result", value: `${signedMoney(result_usd)} USD`, tone: tone(result_usd), note: `fees ${money(added((item) => item.fees_usd))}` },
          { name: "Trades", value: String(trades), note: `${wins} won, ${total((item) => item.losses)} lost` },
          { name: "Won", value: `${Math.round((100 * wins) / trades)} %` },
        ]}
      />
      <ResultList
        title="Strategy"
        items={items}
        leftOut={undefined}
        text={(name) => ownerText(name.includes("/") ? name.slice(name.indexOf("/") + 1) : "without a strategy")}
        href={(name) => `/portfolio/trades?owner=${encodeURIComponent(name)}`}
      />
      <p>
        <Link href={`/portfolio/trades?owner=${encodeURIComponent(agent)}`}>All of its closed trades</Link>
      </p>
    </div>
  );
}

function OpenLots({ agent }: { agent: string }) {
  const positions = useDesk((desk) => desk.positions);
  const account = useAccount();
  const format = useFormat();
  const lots = positions
    ?.filter((position) => position.account === account)
    .flatMap((position) => position.owners.map((lot) => ({ position, lot })))
    .filter(({ lot }) => isOf(lot.owner, agent) && !isZero(lot.quantity));
  return (
    <Panel title="Open" note={lots && lots.length > 0 ? <Link href="/portfolio">close them in the portfolio</Link> : undefined}>
      {lots === undefined ? (
        <Loading part="positions" />
      ) : lots.length === 0 ? (
        <Empty title="Nothing held">It holds no lot now.</Empty>
      ) : (
        <ul className="agent-lots live">
          {lots.map(({ position, lot }) => (
            <li key={`${position.venue}:${position.instrument} ${lot.owner}`}>
              <span>
                <strong>{format.quantity(position, lot.quantity)}</strong> {position.instrument}
                {lot.is_dust && <span className="tag">dust</span>}
              </span>
              <span className={tone(lot.unrealised_usd)}>{signedMoney(lot.unrealised_usd)}</span>
              <small>{said(lot, position, format)}</small>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function said(lot: Lot, position: Position, format: ReturnType<typeof useFormat>): string {
  const entry = `at ${format.average(position, lot.average_price)}`;
  const strategy = lot.owner.includes("/") ? `${ownerText(lot.owner.slice(lot.owner.indexOf("/") + 1))}, ` : "";
  const terms = isProtected(lot.protection) ? protectionTerms(position, lot.protection, position.mark_price, format) : ["not protected"];
  return `${strategy}${[entry, ...terms].join(", ")}`;
}
