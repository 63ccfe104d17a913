import type { Problem } from "../api/problem";
import { ProblemNote } from "./ProblemNote";
import { Skeleton } from "./Skeleton";

interface WaitingProps {
  problem: Problem | undefined;
  onAgain(): void;
  rows?: number;
}

/** In place of an answer that is not here yet: its shape, or why it does not come and a way to ask again. */
export function Waiting({ problem, onAgain, rows = 3 }: WaitingProps) {
  if (!problem) return <Skeleton rows={rows} />;
  return (
    <div className="panel__body panel__failed">
      <ProblemNote problem={problem} />
      <button type="button" className="button button--small" onClick={onAgain}>
        Ask again
      </button>
    </div>
  );
}
