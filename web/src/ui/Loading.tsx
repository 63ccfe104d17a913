import { useAccess, useDesk } from "../store/context";
import type { Resource } from "../store/resources";
import { ProblemNote } from "./ProblemNote";
import { Skeleton } from "./Skeleton";

/** In place of a part that is not here yet: its shape, or why it does not come and a way to ask again. */
export function Loading({ part, rows = 3 }: { part: Resource; rows?: number }) {
  const { feed } = useAccess();
  const problem = useDesk((desk) => desk.problems[part]);
  if (!problem) return <Skeleton rows={rows} />;
  return (
    <div className="panel__body panel__failed">
      <ProblemNote problem={problem} />
      <button type="button" className="button button--small" onClick={() => feed.refresh(part)}>
        Ask again
      </button>
    </div>
  );
}
