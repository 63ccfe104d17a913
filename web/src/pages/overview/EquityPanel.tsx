import { useEffect, useState } from "react";
import { asProblem, type Problem } from "../../api/problem";
import { money } from "../../format/number";
import { useAccess, useAccount } from "../../store/context";
import { Empty } from "../../ui/Empty";
import { Panel } from "../../ui/Panel";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { Sparkline } from "../../ui/Sparkline";

const days = 30;
/** The desk marks prices once an hour. */
const again_ms = 5 * 60_000;

/** What the account was worth, mark by mark, over the last month. */
export function EquityPanel() {
  const { client } = useAccess();
  const account = useAccount();
  const [marks, setMarks] = useState<readonly string[]>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    if (account === undefined) return undefined;
    let wanted = true;
    const load = () => {
      const from = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
      client.equity(account, from).then(
        ({ items }) => {
          if (!wanted) return;
          setMarks(items.map(({ equity_usd }) => equity_usd));
          setProblem(undefined);
        },
        (error: unknown) => wanted && setProblem(asProblem(error)),
      );
    };
    load();
    const timer = setInterval(load, again_ms);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [client, account]);
  const [first, last] = [marks?.[0], marks?.at(-1)];
  return (
    <Panel title="Equity" note={`the last ${days} days`}>
      {problem ? (
        <div className="panel__body">
          <ProblemNote problem={problem} />
        </div>
      ) : marks === undefined ? (
        <Skeleton rows={2} />
      ) : marks.length < 2 || first === undefined || last === undefined ? (
        <Empty title="No curve yet">Equity is marked once an hour.</Empty>
      ) : (
        <div className="panel__body live">
          <Sparkline values={marks} label={`Equity from ${money(first)} to ${money(last)} US dollars`} />
        </div>
      )}
    </Panel>
  );
}
