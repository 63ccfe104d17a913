import { Link } from "wouter";
import type { ProfitItem } from "../api/types";
import { signedMoney, toNumber, tone } from "../format/number";
import { Empty } from "../ui/Empty";
import "./results.css";

interface ResultListProps {
  /** What the names are: "Owner". */
  title: string;
  items: readonly ProfitItem[];
  leftOut: number | undefined;
  /** As a person reads the name. */
  text(name: string): string;
  /** Where its trades are. */
  href(name: string): string;
}

/** What each name came to, the best first, as a bar to either side of nothing and in numbers. */
export function ResultList({ title, items, leftOut, text, href }: ResultListProps) {
  if (items.length === 0) return <Empty title="Nothing closed">In these days no trade was closed.</Empty>;
  const worth = (item: ProfitItem) => toNumber(item.result_usd) ?? 0;
  const most = Math.max(1e-9, ...items.map((item) => Math.abs(worth(item))));
  const shown = items.toSorted((a, b) => worth(b) - worth(a));
  return (
    <>
      <table className="table results">
        <caption className="visually-hidden">Closed trades by {title.toLowerCase()}, in US dollars net of fees</caption>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" className="number">
              Result
            </th>
            <th scope="col" className="number">
              Won
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((item) => (
            <tr key={item.name}>
              <th scope="row">
                <Link href={href(item.name)}>{text(item.name)}</Link>
                <Bar share={worth(item) / most} />
              </th>
              <td className={`number ${tone(item.result_usd)}`}>{signedMoney(item.result_usd)}</td>
              <td className="number">
                {item.wins} <span className="quiet">of {item.trades}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {leftOut !== undefined && leftOut > 0 && <p className="panel__body quiet">{leftOut} more are not listed.</p>}
    </>
  );
}

/** From the middle to the right what was won, to the left what was lost. */
function Bar({ share }: { share: number }) {
  const size = Math.max(0.6, Math.abs(share) * 50);
  return (
    <svg className="results__bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="4" className="rail__track" />
      <rect x={share < 0 ? 50 - size : 50} width={size} height="4" className={share < 0 ? "results__lost" : "results__won"} />
    </svg>
  );
}
