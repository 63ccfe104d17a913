import { useState } from "react";
import { Link } from "wouter";
import type { StrategyRules } from "../api/types";
import { nameText } from "../format/name";
import { Panel } from "../ui/Panel";
import { Lines } from "./Lines";
import { StrategyChange } from "./StrategyChange";
import { StrategyHistory } from "./StrategyHistory";
import "./strategies.css";

interface StrategyPanelProps {
  rules: StrategyRules;
  /** Where the strategies of several agents stand together. */
  namesAgent: boolean;
  /** Asks how the rules and their files stand now. */
  onAgain(): void;
}

/** The rules one agent runs by one strategy: a file that has changed since is looked at, tried and taken here. */
export function StrategyPanel({ rules, namesAgent, onAgain }: StrategyPanelProps) {
  const { agent, name, file, revision, changes, problem } = rules;
  const [isLooking, setLooking] = useState(false);
  const isChanged = changes.length > 0;
  const { text, tone } = standing(rules);
  return (
    <Panel
      title={nameText(name)}
      note={namesAgent && <Link href={`/swarm/${encodeURIComponent(agent)}`}>{nameText(agent)}</Link>}
      tools={<span className={`tag ${tone}`}>{text}</span>}
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
          <div className="actions">
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
            rules={rules}
            onTaken={() => {
              setLooking(false);
              onAgain();
            }}
            onBack={() => setLooking(false)}
          />
        )}
        {file !== "" && <StrategyHistory agent={agent} name={name} />}
      </div>
    </Panel>
  );
}

function standing({ file, changes, problem }: StrategyRules): { text: string; tone: string } {
  if (problem) return { text: "file unusable", tone: "tag--down" };
  if (file === "") return { text: "comes with the desk", tone: "" };
  return changes.length > 0 ? { text: "file has changed", tone: "tag--warn" } : { text: "as its file", tone: "tag--up" };
}
