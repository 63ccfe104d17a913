import type { Models } from "../api/types";
import { ago } from "../format/time";
import { useDesk, useDeskNow } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { Panel } from "../ui/Panel";
import { AnalysisCard } from "./AnalysisCard";
import { notice, usd } from "./words";
import "./analysts.css";

export function AnalystsPanel() {
  const analyses = useDesk((desk) => desk.analyses);
  const models = useDesk((desk) => desk.models);
  const now = useDeskNow();
  const cards = Object.values(analyses ?? {}).sort((a, b) => a.instrument.localeCompare(b.instrument));
  return (
    <Panel id="analysts" title="Analysts" note={models && spent(models)}>
      {models && <ModelNotice models={models} now={now} />}
      {analyses === undefined ? (
        <Loading part="analyses" rows={3} />
      ) : cards.length === 0 ? (
        <Empty title="Nothing said yet">Each market is commented on when its next candle is complete.</Empty>
      ) : (
        <ul className="analysts">
          {cards.map((analysis) => (
            <AnalysisCard key={analysis.instrument} analysis={analysis} now={now} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function ModelNotice({ models, now }: { models: Models; now: number }) {
  const said = notice(models);
  const { entries_held_back: count, last_held_back: last, last_held_back_time: time } = models;
  return (
    <div role="status">
      {said && <p className={`analysts__notice analysts__notice--${said.tone}`}>{said.text}</p>}
      {count > 0 && (
        <p className="analysts__notice analysts__notice--warn">
          <b>{count === 1 ? "1 entry was not made." : `${count} entries were not made.`}</b> {last}{" "}
          {/* Not read out each time it ticks. */}
          <time dateTime={time} aria-hidden="true">
            {ago(time, now)}
          </time>
        </p>
      )}
    </div>
  );
}

function spent(models: Models): string | undefined {
  const { spent_usd, budget_usd, state } = models;
  if (spent_usd === undefined || budget_usd === undefined || state === "switched_off") return undefined;
  return `${usd(spent_usd)} of ${usd(budget_usd)} today`;
}
