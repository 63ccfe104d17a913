import { useState } from "react";
import { answer } from "../api/client";
import type { DryRunFigures, StrategyDryRun, StrategyRules, StrategyRulesChange } from "../api/types";
import { money, percent, signedPercent } from "../format/number";
import { dayTime } from "../format/time";
import { useAccess, useDesk } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { ProblemNote } from "../ui/ProblemNote";
import { useWork } from "../ui/useWork";
import { ApplyStrategy } from "./ApplyStrategy";
import "./strategies.css";

/** Files are read at the moment they are asked about. */
const again_ms = 15_000;

/** The rules an agent runs; where a file has changed since, what that would do, and a way to take it. */
export function Strategies({ agent }: { agent: string }) {
  const { client } = useAccess();
  const isOperator = useDesk((desk) => desk.me?.role === "operator");
  const rules = useAnswer(isOperator ? "strategies" : undefined, () => answer(client.http.GET("/strategies")), again_ms);
  if (!isOperator)
    return (
      <Panel title="Strategies">
        <Empty title="For operators">Which rules an agent runs, and their files, only an operator sees.</Empty>
      </Panel>
    );
  return (
    <Answered answer={rules}>
      {({ items }) => {
        const own = items.filter((each) => each.agent === agent);
        return own.length === 0 ? (
          <Panel title="Strategies">
            <Empty title="It follows no strategy">What it does is in its settings; the command line shows and changes them.</Empty>
          </Panel>
        ) : (
          <div className="stack">
            {own.map((each) => (
              <Strategy key={each.name} rules={each} onTaken={rules.again} />
            ))}
          </div>
        );
      }}
    </Answered>
  );
}

function Strategy({ rules, onTaken }: { rules: StrategyRules; onTaken(): void }) {
  const { client } = useAccess();
  const { agent, name, file, revision, file_revision, changes, problem } = rules;
  const work = useWork();
  const [preview, setPreview] = useState<StrategyRulesChange>();
  const [applying, setApplying] = useState(false);
  const isChanged = file !== "" && file_revision !== "" && file_revision !== revision;
  // What was tried is of one version of the file; once there is another it says nothing any more.
  const tried = preview && preview.to === file_revision && preview.from === revision ? preview : undefined;
  const dryRun = () =>
    void work.run(async () =>
      setPreview(
        await answer(client.http.POST("/strategies/{agent}/{name}/preview", { params: { path: { agent, name } }, body: {} })),
      ),
    );
  return (
    <Panel
      title={name.replaceAll("_", " ")}
      note={isChanged ? <span className="tag tag--warn">its file has changed</span> : file === "" ? "comes with the desk" : "as its file"}
    >
      <div className="panel__body stack">
        <dl className="strategy__facts">
          {file !== "" && (
            <>
              <dt>File</dt>
              <dd className="mono">{file}</dd>
            </>
          )}
          {revision !== "" && (
            <>
              <dt>Runs</dt>
              <dd className="mono">{revision}</dd>
            </>
          )}
          {isChanged && (
            <>
              <dt>In the file</dt>
              <dd className="mono">{file_revision}</dd>
            </>
          )}
        </dl>
        {problem && (
          <p className="problem" role="alert">
            <strong>The file cannot take over.</strong> {problem}
          </p>
        )}
        {isChanged && (
          <>
            <Changes lines={tried?.changes ?? changes} />
            {work.problem && <ProblemNote problem={work.problem} />}
            {tried?.dry_run && <DryRun run={tried.dry_run} />}
            <div className="strategy__actions">
              <button type="button" className="button" disabled={work.busy} onClick={dryRun}>
                {work.busy ? "Running both…" : tried ? "Run both again" : "Dry run"}
              </button>
              {tried && (
                <button type="button" className="button button--primary" onClick={() => setApplying(true)}>
                  Apply…
                </button>
              )}
              {!tried && <span className="quiet">Both versions over the candles that the desk holds; nothing trades.</span>}
            </div>
          </>
        )}
      </div>
      {applying && tried && (
        <ApplyStrategy
          change={tried}
          onApplied={() => {
            setPreview(undefined);
            onTaken();
          }}
          onClose={() => setApplying(false)}
        />
      )}
    </Panel>
  );
}

/** From what runs to the file, a line each. */
export function Changes({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return <p className="quiet">Nothing that matters differs.</p>;
  return (
    <ul className="strategy__changes" aria-label="What differs">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function DryRun({ run }: { run: StrategyDryRun }) {
  if (run.problem) return <p className="warn">Nothing was run: {run.problem}</p>;
  const row = (name: string, of: (figures: DryRunFigures) => string | number) => (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{of(run.before)}</td>
      <td className="number">{of(run.after)}</td>
    </tr>
  );
  return (
    <section aria-label="Dry run" className="stack">
      <p className="quiet">
        Over {run.candles} candles from {dayTime(run.from)} to {dayTime(run.to)} UTC; they signalled differently at{" "}
        {run.differing} {run.differing === 1 ? "moment" : "moments"}..
      </p>
      <table className="table strategy__figures">
        <caption className="visually-hidden">Both versions over the same candles</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Figure</span>
            </th>
            <th scope="col" className="number">
              As it runs
            </th>
            <th scope="col" className="number">
              As in the file
            </th>
          </tr>
        </thead>
        <tbody>
          {row("Return", (figures) => figures.problem || signedPercent(figures.return_percent))}
          {row("Drawdown", (figures) => percent(figures.drawdown_percent))}
          {row("Signals", (figures) => figures.signals)}
          {row("Closed trades", (figures) => figures.trips)}
          {row("Fees", (figures) => money(figures.fees))}
        </tbody>
      </table>
      {run.differences.length > 0 && (
        <ul className="strategy__moments" aria-label="Where they differ">
          {run.differences.map(({ time, instrument, before, after }) => (
            <li key={`${time} ${instrument}`}>
              <time dateTime={time}>{dayTime(time)}</time> {instrument}: {before || "nothing"} → {after || "nothing"}
            </li>
          ))}
        </ul>
      )}
      {run.held.length > 0 && (
        <ul className="strategy__moments" aria-label="What becomes of held lots">
          {run.held.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
