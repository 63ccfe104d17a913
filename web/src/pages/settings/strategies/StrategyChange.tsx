import { useState } from "react";
import type { StrategyDryRun } from "../../../api/types";
import { signedPercent, percent, exact } from "../../../format/number";
import { fullTime } from "../../../format/time";
import { useAccess } from "../../../store/context";
import { useAnswer } from "../../../store/useAnswer";
import { ProblemNote } from "../../../ui/ProblemNote";
import { SureButton } from "../../../ui/SureButton";
import { TextField } from "../../../ui/TextField";
import { useWork } from "../../../ui/useWork";
import { Waiting } from "../../../ui/Waiting";
import { Lines } from "./index";

interface StrategyChangeProps {
  agent: string;
  name: string;
  onTaken(): void;
  onBack(): void;
}

/** What a changed file would have done, beside what runs; taken is exactly what is shown here. */
export function StrategyChange({ agent, name, onTaken, onBack }: StrategyChangeProps) {
  const { client } = useAccess();
  const preview = useAnswer(`${agent}/${name}`, () => client.previewStrategy(agent, name));
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useWork();
  const change = preview.value;
  if (!change) return <Waiting problem={preview.problem} onAgain={preview.again} rows={5} />;
  const take = async () => {
    if (await run(() => client.applyStrategy(agent, name, change.to, reason.trim()))) onTaken();
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
      <div className="settings__actions">
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

function DryRun({ run }: { run: StrategyDryRun }) {
  const { before, after, candles, from, to, differing, differences, held, problem } = run;
  if (problem) return <p className="notice notice--warn">It was not tried: {problem}</p>;
  const rows = [
    ["Signals", String(before.signals), String(after.signals)],
    ["Closed round trips", String(before.trips), String(after.trips)],
    ["Return", returned(before), returned(after)],
    ["Deepest drawdown", deep(before), deep(after)],
    ["Fees", exact(before.fees), exact(after.fees)],
  ] as const;
  return (
    <>
      <p className="quiet">
        On {candles} candles from {fullTime(from)} to {fullTime(to)}. It shows what the rules do, not what they will earn.
      </p>
      <div className="table-scroll">
        <table className="table">
          <caption className="visually-hidden">The rules that run beside those of the file</caption>
          <thead>
            <tr>
              <th scope="col">On the same candles</th>
              <th scope="col" className="number">
                What runs
              </th>
              <th scope="col" className="number">
                The file
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([what, was, would]) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td className="number">{was}</td>
                <td className="number">{would}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {differing > 0 && (
        <details>
          <summary>
            {differing} {differing === 1 ? "moment" : "moments"} at which they signalled differently
          </summary>
          <ul className="change__moments">
            {differences.map(({ time, instrument, before: was, after: would }) => (
              <li key={`${time} ${instrument}`}>
                <span className="quiet">{fullTime(time)}</span> {instrument}: {was || "nothing"} → {would || "nothing"}
              </li>
            ))}
            {differing > differences.length && <li className="quiet">and {differing - differences.length} more</li>}
          </ul>
        </details>
      )}
      {held.length > 0 && (
        <>
          <h4>What is held</h4>
          <Lines lines={held} label="What the rules of the file would do with what is held" />
        </>
      )}
    </>
  );
}

type Figures = StrategyDryRun["before"];

function returned({ return_percent, problem }: Figures): string {
  return return_percent === undefined ? problem || "–" : signedPercent(return_percent);
}

function deep({ drawdown_percent }: Figures): string {
  return drawdown_percent === undefined ? "–" : percent(drawdown_percent);
}
