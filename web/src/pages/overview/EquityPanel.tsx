import { Link } from "wouter";
import { money } from "../../format/number";
import { firstDay } from "../../performance/range";
import { useToday } from "../../performance/useYesterday";
import { useAccess, useAccount } from "../../store/context";
import { useAnswer } from "../../store/useAnswer";
import { Answered } from "../../ui/Answered";
import { Empty } from "../../ui/Empty";
import { Panel } from "../../ui/Panel";
import { Sparkline } from "../../ui/Sparkline";

/** The desk marks prices once an hour. */
const again_ms = 5 * 60_000;

/** What the account was worth, mark by mark, over the last month. */
export function EquityPanel() {
  const { client } = useAccess();
  const account = useAccount();
  const today = useToday();
  // By the desk's clock: a replay lives in another month.
  const from = today && firstDay("30d", Date.parse(today));
  const curve = useAnswer(account && from && `equity ${account} ${from}`, () => client.equity(account ?? "", from), again_ms);
  return (
    <Panel title="Equity" note="the last 30 days" tools={<Link href="/portfolio/performance">Performance</Link>}>
      <Answered answer={curve} rows={2}>
        {({ items }) => {
          const [first, last] = [items[0]?.equity_usd, items.at(-1)?.equity_usd];
          if (items.length < 2 || first === undefined || last === undefined)
            return <Empty title="No curve yet">Equity is marked once an hour.</Empty>;
          return (
            <div className="panel__body live">
              <Sparkline
                values={items.map(({ equity_usd }) => equity_usd)}
                label={`Equity from ${money(first)} to ${money(last)} US dollars`}
              />
            </div>
          );
        }}
      </Answered>
    </Panel>
  );
}
