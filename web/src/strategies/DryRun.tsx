import type { StrategyDryRun } from "../api/types";
import { exact, percent, signedPercent } from "../format/number";
import { fullTime } from "../format/time";
import { Lines } from "./Lines";

/** What the rules that run and those of the file each did on the same candles. */
export function DryRun({ run }: { run: StrategyDryRun }) {
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
        <details className="change__past">
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
