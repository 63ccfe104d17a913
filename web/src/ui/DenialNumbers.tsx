import { nameText } from "../format/name";
import { figure } from "../format/number";

interface DenialNumbersProps {
  measure: string;
  /** Absent where the limit is also used by others: theirs is not ours to read. */
  measured?: string;
  limit: string;
}

/** The two numbers a rail compared, side by side. */
export function DenialNumbers({ measure, measured, limit }: DenialNumbersProps) {
  return (
    <dl className="denial__numbers">
      {measured !== undefined && (
        <div>
          <dt>{nameText(measure)}</dt>
          <dd className="down">{figure(measured)}</dd>
        </div>
      )}
      <div>
        <dt>limit</dt>
        <dd>{figure(limit)}</dd>
      </div>
    </dl>
  );
}
