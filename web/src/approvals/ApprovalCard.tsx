import { useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Approval } from "../api/types";
import { kindOfOrder } from "../book/orderKind";
import { money } from "../format/number";
import { useFormat } from "../format/useFormat";
import { useAccess, useDesk } from "../store/context";
import { ProblemNote } from "../ui/ProblemNote";
import { CountdownRing } from "./CountdownRing";
import { ModifyForm, type Modification } from "./ModifyForm";

export function ApprovalCard({ approval, now }: { approval: Approval; now: number }) {
  const { client, feed } = useAccess();
  const account = useDesk((desk) => desk.me?.account);
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [modifying, setModifying] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const left_ms = Date.parse(approval.expires) - now;
  const expired = approval.state === "expired" || left_ms <= 0;

  const answer = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      setModifying(false);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
      feed.refresh("approvals", "orders", "intents");
    }
  };

  const id = approval.approval_id;
  const locked = busy || !approval.may_decide;
  return (
    <li className={`approval ${expired ? "approval--expired" : ""}`}>
      <div className="approval__head">
        <div>
          <p className="approval__what">
            <strong className={approval.side === "BUY" ? "up" : "down"}>{approval.side}</strong>{" "}
            {format.quantity(approval, approval.quantity_max)} <strong>{approval.instrument}</strong>
          </p>
          <p className="approval__who">
            {kindOfOrder(approval, format)} · asked by {approval.proposer.name}
            {account !== undefined && approval.account !== account && ` for ${approval.account}`}
          </p>
        </div>
        {expired ? (
          <span className="tag">expired</span>
        ) : (
          <CountdownRing left_ms={left_ms} total_ms={Date.parse(approval.expires) - Date.parse(approval.requested)} />
        )}
      </div>
      <p className="approval__why">{approval.reason || "No reason was given."}</p>
      <dl className="approval__figures">
        <div>
          <dt>Worth</dt>
          <dd>${money(approval.notional_usd)}</dd>
        </div>
        <div>
          <dt>Worst price</dt>
          <dd>{format.price(approval, approval.worst_price)}</dd>
        </div>
      </dl>
      {modifying && !expired ? (
        <ModifyForm
          approval={approval}
          busy={busy}
          onCancel={() => setModifying(false)}
          onSubmit={(change: Modification) => void answer(() => client.modify(id, change))}
        />
      ) : (
        !expired && (
          <div className="approval__answers">
            <button
              type="button"
              className="button button--approve"
              disabled={locked}
              onClick={() => void answer(() => client.approve(id, approval.binding))}
            >
              Approve
            </button>
            <button type="button" className="button" disabled={locked} onClick={() => setModifying(true)}>
              Modify
            </button>
            <button
              type="button"
              className="button button--reject"
              disabled={locked}
              onClick={() => void answer(() => client.decline(id))}
            >
              Decline
            </button>
          </div>
        )
      )}
      {!expired && !approval.may_decide && <p className="approval__who">Only a named approver may answer this.</p>}
      {problem && <ProblemNote problem={problem} />}
    </li>
  );
}
