import type { Analysis } from "../api/types";
import { ago, fullTime } from "../format/time";
import { cost, source } from "./words";

const labels: Partial<Record<Analysis["kind"], string>> = { cached: "from before", degraded: "from facts" };
const marks = { bullish: "▲", neutral: "■", bearish: "▼" };

/** Whatever a model says stands here as plain text, with who said it, how long ago and for how much. */
export function AnalysisCard({ analysis, now }: { analysis: Analysis; now: number }) {
  const { instrument, timeframe, kind, stance, confidence_percent, message, tier, made, candle_open_time } = analysis;
  const label = labels[kind];
  return (
    <li className={`analysis live analysis--${kind}`}>
      <div className="analysis__head">
        <h3>{instrument}</h3>
        <span className="analysis__frame" title={`Candle of ${fullTime(candle_open_time)}`}>
          {timeframe}
        </span>
        {stance && (
          <span className={`analysis__stance analysis__stance--${stance}`}>
            <i aria-hidden="true">{marks[stance]}</i> {stance} {confidence_percent} %
          </span>
        )}
        {label && <span className="analysis__label">{label}</span>}
      </div>
      <p className="analysis__words">{message}</p>
      <dl className="analysis__foot">
        <dt className="visually-hidden">Answered by</dt>
        <dd>
          {source(analysis)}
          {tier !== undefined && <span className="analysis__tier">tier {tier}</span>}
        </dd>
        <dt className="visually-hidden">Age</dt>
        <dd>
          <time dateTime={made}>{ago(made, now)}</time>
        </dd>
        <dt className="visually-hidden">Cost</dt>
        <dd>{cost(analysis)}</dd>
      </dl>
    </li>
  );
}
