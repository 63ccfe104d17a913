import type { Approval } from "../api/types";
import type { Format } from "../format/format";
import { useFormat } from "../format/useFormat";
import { useDesk, useDeskNow } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { Panel } from "../ui/Panel";
import { ApprovalCard } from "./ApprovalCard";
import "./approvals.css";

/** How long an expired request stays to be seen before it leaves. */
const shown_after_expiry_ms = 20_000;

export function ApprovalsPanel() {
  const approvals = useDesk((desk) => desk.approvals);
  const format = useFormat();
  const now = useDeskNow();
  const shown = (approvals ?? [])
    .toSorted((a, b) => a.expires.localeCompare(b.expires))
    .filter(
      ({ state, expires }) =>
        (state === "open" || state === "expired") && Date.parse(expires) + shown_after_expiry_ms > now,
    );
  const waiting = shown.filter(({ state, expires }) => state === "open" && Date.parse(expires) > now);
  return (
    <Panel
      id="approvals"
      title="Approvals"
      className={waiting.length > 0 ? "panel--asking" : ""}
      note={waiting.length > 0 ? <span className="tag tag--accent">{waiting.length} waiting</span> : undefined}
    >
      <p className="visually-hidden" aria-live="assertive">
        {waiting[0] && wanted(waiting[0], format)}
      </p>
      {approvals === undefined ? (
        <Loading part="approvals" />
      ) : shown.length === 0 ? (
        <Empty title="Nothing waits for you">An order above the approval limit stops here until a human answers.</Empty>
      ) : (
        <ul className="approvals">
          {shown.map((approval) => (
            <ApprovalCard key={approval.approval_id} approval={approval} now={now} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function wanted(approval: Approval, format: Format): string {
  const { side, instrument, quantity_max, reason } = approval;
  return `Approval wanted: ${side} ${format.quantity(approval, quantity_max)} ${instrument}. ${reason}`;
}
