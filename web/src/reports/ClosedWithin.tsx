import type { Profit, ProfitBy } from "../api/types";
import { money, signedMoney, tone } from "../format/number";
import { ResultsBy } from "../performance/ResultsBy";
import { useAccess, useAccount } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";
import { Empty } from "../ui/Empty";
import { Figures } from "../ui/Figures";
import { Panel } from "../ui/Panel";

interface ClosedWithinProps {
  title: string;
  /** The first UTC day, and the one it ends before. */
  from: string;
  to: string;
}

/** What was closed within some days: together, by owner and by instrument. */
export function ClosedWithin({ title, from, to }: ClosedWithinProps) {
  const { client } = useAccess();
  const account = useAccount();
  const key = account && `closed ${account} ${from} ${to}`;
  const of = (by: ProfitBy) => () => client.profit(account ?? "", by, { from, to });
  const owners = useAnswer(key, of("owner"));
  const instruments = useAnswer(key, of("instrument"));
  return (
    <Panel title={title}>
      <Answered answer={owners} rows={4}>
        {(profit) =>
          profit.total.trades === 0 ? (
            <Empty title="Nothing closed">No trade was closed in this time.</Empty>
          ) : (
            <div className="panel__body stack">
              <Totals total={profit.total} />
              <div className="report__lists">
                <ResultsBy of="owner" profit={profit} />
                {instruments.value && <ResultsBy of="instrument" profit={instruments.value} />}
              </div>
            </div>
          )
        }
      </Answered>
    </Panel>
  );
}

function Totals({ total }: Pick<Profit, "total">) {
  return (
    <Figures
      items={[
        { name: "Result", value: `${signedMoney(total.result_usd)} USD`, tone: tone(total.result_usd), note: "net of fees" },
        { name: "Trades", value: String(total.trades), note: `${total.wins} won, ${total.losses} lost` },
        { name: "Fees", value: money(total.fees_usd) },
      ]}
    />
  );
}
