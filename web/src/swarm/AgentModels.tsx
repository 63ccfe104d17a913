import { AnalysisCard } from "../analysts/AnalysisCard";
import { usd } from "../analysts/words";
import { toNumber } from "../format/number";
import { useAccess, useDesk, useDeskNow } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";
import { Empty } from "../ui/Empty";
import { Figures } from "../ui/Figures";
import { Panel } from "../ui/Panel";
import "../analysts/analysts.css";

const again_ms = 30_000;
const shown_max = 100;

/** What an agent asked models, what they said, and what that cost. */
export function AgentModels({ agent }: { agent: string }) {
  const { client } = useAccess();
  const models = useDesk((desk) => desk.models);
  const now = useDeskNow();
  const analyses = useAnswer(`analyses ${agent}`, () => client.analyses(shown_max), again_ms);
  const spending = models?.spending?.find((each) => each.agent === agent);
  return (
    <div className="columns columns--two">
      <Panel title="Asked" note={`of the newest ${shown_max} answers of all agents`}>
        <Answered answer={analyses}>
          {({ items }) => {
            const own = items.filter(({ asked_by }) => asked_by === agent);
            return own.length === 0 ? (
              <Empty title="It asked no model lately">Agents trade by rules; a model only comments, or must not oppose.</Empty>
            ) : (
              <ul className="analysts">
                {own.map((analysis) => (
                  <AnalysisCard key={analysis.number} analysis={analysis} now={now} />
                ))}
              </ul>
            );
          }}
        </Answered>
      </Panel>
      <Panel title="Money" note="in 24 hours">
        {spending ? (
          <div className="panel__body">
            <Figures
              items={[
                { name: "Spent", value: usd(spending.spent_usd) },
                { name: "Budget", value: usd(spending.budget_usd), note: used(spending.spent_usd, spending.budget_usd) },
              ]}
            />
          </div>
        ) : (
          <Empty title="No spending to show">It has no budget for models, or only an operator sees it.</Empty>
        )}
      </Panel>
    </div>
  );
}

function used(spent: string, budget: string): string | undefined {
  const most = toNumber(budget) ?? 0;
  return most > 0 ? `${Math.round((100 * (toNumber(spent) ?? 0)) / most)} % used` : undefined;
}
