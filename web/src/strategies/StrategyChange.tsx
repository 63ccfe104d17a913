import { useState } from "react";
import type { StrategyRules } from "../api/types";
import { useAccess } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { ProblemNote } from "../ui/ProblemNote";
import { SureButton } from "../ui/SureButton";
import { TextField } from "../ui/TextField";
import { useWork } from "../ui/useWork";
import { Waiting } from "../ui/Waiting";
import { DryRun } from "./DryRun";
import { Lines } from "./Lines";

interface StrategyChangeProps {
  rules: StrategyRules;
  onTaken(): void;
  onBack(): void;
}

/** What a changed file would have done, beside what runs; taken is exactly what is shown here. */
export function StrategyChange({ rules, onTaken, onBack }: StrategyChangeProps) {
  const { client, feed } = useAccess();
  const { agent, name, revision, file_revision } = rules;
  // A try is of one version of the file: of another it says nothing, and is made anew.
  const key = `${agent}/${name} ${revision} ${file_revision}`;
  const preview = useAnswer(key, () => client.previewStrategy(agent, name));
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useWork();
  const change = preview.value;
  if (!change) return <Waiting problem={preview.problem} onAgain={preview.again} rows={5} />;
  const take = async () => {
    if (!(await run(() => client.applyStrategy(agent, name, change.to, reason.trim())))) return;
    feed.refresh("agents");
    onTaken();
  };
  return (
    <section className="change" aria-label={`A try of ${name}`}>
      <h3>
        What the file would change <span className="mono quiet">{change.to}</span>
      </h3>
      {change.changes.length === 0 ? (
        <p className="quiet">Nothing: the file has the rules that run.</p>
      ) : (
        <Lines lines={change.changes} label="Changes" />
      )}
      {change.dry_run && <DryRun run={change.dry_run} />}
      {problem && (
        <>
          <ProblemNote problem={problem} />
          {problem.code === "file_changed" && (
            <button type="button" className="button" onClick={preview.again}>
              Try the file as it is now
            </button>
          )}
        </>
      )}
      {change.changes.length > 0 && (
        <TextField label="Why, for the ledger (may be left out)" maxLength={500} value={reason} onChange={setReason} />
      )}
      <div className="actions">
        {change.changes.length > 0 && (
          <SureButton type="button" className="button--primary" isBusy={busy} onClick={() => void take()}>
            {busy ? "Taking it…" : "Take these rules"}
          </SureButton>
        )}
        <button type="button" className="button" onClick={onBack}>
          Leave what runs
        </button>
      </div>
      {change.changes.length > 0 && (
        <p className="quiet">The agent is replaced by one with the new rules; its lots and their stops stay.</p>
      )}
    </section>
  );
}
