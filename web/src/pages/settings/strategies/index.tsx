import { useState } from "react";
import { Link } from "wouter";
import type { StrategyRules } from "../../../api/types";
import { useAccess } from "../../../store/context";
import { useAnswer } from "../../../store/useAnswer";
import { useNews } from "../../../store/useNews";
import { Empty } from "../../../ui/Empty";
import { Panel } from "../../../ui/Panel";
import { Waiting } from "../../../ui/Waiting";
import { StrategyChange } from "./StrategyChange";
import { StrategyHistory } from "./StrategyHistory";
import "./strategies.css";

/** The row that says that rules changed. */
export const setting_changed = /^SettingChanged$/;

/** The rules that agents run, and how their files stand: a changed file is looked at, tried and taken here. */
export default function StrategiesPage() {
  const { client } = useAccess();
  const strategies = useAnswer("strategies", client.strategies);
  useNews(setting_changed, strategies.again);
  return (
    <div className="stack">
      <p className="settings__lead">
        A strategy that is a file may be changed with any editor; the desk takes it only when you say so, exactly as you have
        seen it. Before that it is tried on the candles the desk still holds.
      </p>
      {strategies.value === undefined ? (
        <Panel title="Strategies">
          <Waiting problem={strategies.problem} onAgain={strategies.again} />
        </Panel>
      ) : strategies.value.length === 0 ? (
        <Panel title="Strategies">
          <Empty title="No agent runs a strategy">docs/strategies.md says how to give it one.</Empty>
        </Panel>
      ) : (
        strategies.value.map((each) => (
          <StrategyPanel key={`${each.agent}/${each.name}`} rules={each} onTaken={strategies.again} onAgain={strategies.again} />
        ))
      )}
    </div>
  );
}

interface StrategyPanelProps {
  rules: StrategyRules;
  onTaken(): void;
  onAgain(): void;
}

function StrategyPanel({ rules, onTaken, onAgain }: StrategyPanelProps) {
  const { agent, name, file, revision, changes, problem } = rules;
  const [isLooking, setLooking] = useState(false);
  const isChanged = changes.length > 0;
  return (
    <Panel
      title={name}
      note={<Link href={`/swarm/${encodeURIComponent(agent)}`}>{agent.replaceAll("_", " ")}</Link>}
      tools={
        problem ? (
          <span className="tag tag--down">file unusable</span>
        ) : file === "" ? (
          <span className="tag">comes with the desk</span>
        ) : isChanged ? (
          <span className="tag tag--warn">file has changed</span>
        ) : (
          <span className="tag tag--up">as its file</span>
        )
      }
    >
      <div className="panel__body stack">
        {file === "" ? (
          <p className="quiet">Its numbers are in the desk&apos;s settings file, and change at a start.</p>
        ) : (
          <dl className="facts">
            <dt>File</dt>
            <dd className="mono">{file}</dd>
            <dt>Runs</dt>
            <dd className="mono">{revision}</dd>
          </dl>
        )}
        {problem && (
          <p className="problem">
            <strong>The file cannot take over</strong>
            <span>{problem}</span>
            <span className="problem__next">What runs goes on. Mend the file, then look again.</span>
          </p>
        )}
        {isChanged && !isLooking && <Lines lines={changes} label={`What is different in ${file}`} />}
        {file !== "" && !isLooking && (
          <div className="settings__actions">
            {isChanged && (
              <button type="button" className="button button--primary" onClick={() => setLooking(true)}>
                Try it
              </button>
            )}
            <button type="button" className="button" onClick={onAgain}>
              Look at the file again
            </button>
          </div>
        )}
        {isLooking && (
          <StrategyChange
            agent={agent}
            name={name}
            onTaken={() => {
              setLooking(false);
              onTaken();
            }}
            onBack={() => setLooking(false)}
          />
        )}
        {file !== "" && <StrategyHistory agent={agent} name={name} />}
      </div>
    </Panel>
  );
}

/** Lines about what changed, as the desk wrote them: "stop: 3 % -> 4 %". */
export function Lines({ lines, label }: { lines: readonly string[]; label: string }) {
  return (
    <ul className="lines" aria-label={label}>
      {lines.map((line) => (
        <li key={line}>{line.replaceAll(" -> ", " → ")}</li>
      ))}
    </ul>
  );
}
