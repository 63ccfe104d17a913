import { useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Approval, Trade } from "../api/types";
import { kindOfOrder } from "../book/orderKind";
import { money } from "../format/number";
import { useFormat } from "../format/useFormat";
import { useAccess, useDesk } from "../store/context";
import { ProblemNote } from "../ui/ProblemNote";
import { SureButton } from "../ui/SureButton";
import { ApprovalFacts } from "./ApprovalFacts";
import { CountdownRing } from "./CountdownRing";
import { outcomeOf } from "./outcome";
import { useHaltReason } from "./useHaltReason";
import { ModifyForm, type Modification } from "./ModifyForm";

interface ApprovalCardProps {
  approval: Approval;
  now: number;
  /** Closed trades of its account, where they are known. */
  trades: readonly Trade[] | undefined;
}

export function ApprovalCard({ approval, now, trades }: ApprovalCardProps) {
  const { client, feed } = useAccess();
  const account = useDesk((desk) => desk.me?.account);
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [modifying, setModifying] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const left_ms = Date.parse(approval.expires) - now;
  const halted = useHaltReason(approval.account);
  const intent = useDesk((desk) => desk.intents?.find((each) => each.intent_id === approval.intent_id));
  const outcome = outcomeOf(approval, intent, now);

  // Whoever answered by keyboard stays at the card.
  const told = useRef<HTMLParagraphElement>(null);
  const [answered, setAnswered] = useState(false);
  const isDecided = outcome !== undefined;
  useEffect(() => {
    if (answered && isDecided) told.current?.focus({ preventScroll: true });
  }, [answered, isDecided]);

  const answer = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      setAnswered(true);
      setModifying(false);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
      feed.refresh("approvals", "orders", "intents", "positions", "portfolio", "rails", "fills");
    }
  };

  const id = approval.approval_id;
  const named = `${approval.side} ${format.quantity(approval, approval.quantity_max)} ${approval.instrument}, asked by ${approval.proposer.name}`;
  const locked = busy || !approval.may_decide;
  return (
    <li className={`approval ${outcome ? "approval--decided" : ""}`} data-card tabIndex={-1} aria-label={named}>
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
        {outcome ? (
          <span className={`tag tag--${outcome.tone}`}>{outcome.word}</span>
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
      <ApprovalFacts approval={approval} trades={trades} />
      {outcome ? (
        // As tall as the answers were: the card below it stays where it is.
        <p ref={told} tabIndex={-1} className="approval__outcome">
          {outcome.sentence}
        </p>
      ) : modifying ? (
        <ModifyForm
          approval={approval}
          busy={busy}
          onCancel={() => setModifying(false)}
          onSubmit={(change: Modification) => void answer(() => client.modify(id, change))}
        />
      ) : (
        <div className="approval__answers">
          <SureButton
            type="button"
            className="button--approve"
            data-answer="approve"
            isBusy={busy}
            reason={approval.may_decide ? halted : "Only a named approver may answer this."}
            onClick={() => void answer(() => client.approve(id, approval.binding))}
          >
            Approve <kbd aria-hidden="true">A</kbd>
          </SureButton>
          <button type="button" className="button" data-answer="modify" disabled={locked} onClick={() => setModifying(true)}>
            Modify <kbd aria-hidden="true">M</kbd>
          </button>
          <SureButton
            type="button"
            className="button--reject"
            data-answer="decline"
            isBusy={locked}
            onClick={() => void answer(() => client.decline(id))}
          >
            Decline <kbd aria-hidden="true">D</kbd>
          </SureButton>
        </div>
      )}
      {problem && <ProblemNote problem={problem} />}
    </li>
  );
}
