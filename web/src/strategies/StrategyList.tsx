import { useAccess, useDesk } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { useNews } from "../store/useNews";
import { Answered } from "../ui/Answered";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { setting_changed } from "./StrategyHistory";
import { StrategyPanel } from "./StrategyPanel";

/** Files are read at the moment they are asked about. */
const again_ms = 15_000;

/** The rules that agents run, or that one agent runs, and how their files stand. */
export function StrategyList({ agent }: { agent?: string }) {
  const { client } = useAccess();
  const isOperator = useDesk((desk) => desk.me?.role === "operator");
  const strategies = useAnswer(isOperator ? "strategies" : undefined, client.strategies, again_ms);
  useNews(setting_changed, strategies.again);
  if (!isOperator)
    return (
      <Panel title="Strategies">
        <Empty title="For operators">Which rules an agent runs, and their files, only an operator sees.</Empty>
      </Panel>
    );
  return (
    <Answered answer={strategies}>
      {(items) => {
        const shown = items.filter((each) => agent === undefined || each.agent === agent);
        return shown.length === 0 ? (
          <Panel title="Strategies">
            <Empty title={agent === undefined ? "No agent runs a strategy" : "It follows no strategy"}>
              docs/strategies.md says how to give an agent one.
            </Empty>
          </Panel>
        ) : (
          <div className="stack">
            {shown.map((each) => (
              <StrategyPanel
                key={`${each.agent}/${each.name}`}
                rules={each}
                namesAgent={agent === undefined}
                onAgain={strategies.again}
              />
            ))}
          </div>
        );
      }}
    </Answered>
  );
}
