import type { DeskState } from "../api/types";
import { useDesk } from "../store/context";

const words: Record<DeskState, { tone: string; means: string }> = {
  ACTIVE: { tone: "up", means: "New orders are admitted within the rails." },
  REDUCING: { tone: "warn", means: "Only orders that reduce exposure are admitted." },
  HALTED: { tone: "down", means: "Nothing new goes out; cancels and reductions still pass." },
};

export function StateBadge() {
  const status = useDesk((desk) => desk.status);
  if (!status) return <span className="tag">…</span>;
  const { tone, means } = words[status.state];
  return (
    <span className={`tag tag--${tone} state-badge live`} title={status.reason ? `${means} ${status.reason}` : means}>
      <span className="visually-hidden">Desk state: </span>
      <i aria-hidden="true" />
      {status.state}
    </span>
  );
}
