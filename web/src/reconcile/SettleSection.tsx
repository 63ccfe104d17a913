import { useEffect, useState } from "react";
import { stateText } from "../book/intentState";
import type { Intent, NewSettlement } from "../api/types";
import { useAccess, useDesk } from "../store/context";
import { ProblemNote } from "../ui/ProblemNote";
import { useWork } from "../ui/useWork";
import { SecondForm } from "./SecondForm";
import { SettleForm } from "./SettleForm";
import { draftOf, emptySettleDraft, openQuantity, seconded } from "./settleDraft";
import { useReconciliation } from "./useReconciliation";
import { settlementText } from "./words";
import "./reconcile.css";

interface SettleSectionProps {
  intent: Intent;
  /** The intent may have changed: by what was said here, or by another or the venue. Of one identity. */
  onChange(): void;
}

/**
 * Where people settle an order whose outcome stays unknown. Shown for such an intent and, once begun, to the end: an
 * answer or an error is not taken away because the venue answered after all.
 */
export function SettleSection({ intent, onChange }: SettleSectionProps) {
  const { client, feed } = useAccess();
  const me = useDesk((desk) => desk.me);
  const instrument = useDesk((desk) =>
    desk.market?.instruments.find((each) => each.venue === intent.venue && each.instrument === intent.instrument),
  );
  const { reconciliation, lookAgain } = useReconciliation(intent.account);
  const [entering, setEntering] = useState(false);
  const work = useWork();
  const [said, setSaid] = useState<string>();
  const pending = reconciliation?.settlements.find((each) => each.intent_id === intent.intent_id);
  const unknown = intent.state === "UNKNOWN";
  // No stream tells of another's account: that it is over shows in the comparison first.
  const isOver = unknown && reconciliation !== undefined && !reconciliation.unknown.includes(intent.intent_id);
  useEffect(() => {
    if (isOver) onChange();
  }, [isOver, onChange]);
  const [begun, setBegun] = useState(unknown);
  if (unknown && !begun) setBegun(true);
  if (!begun && !pending) return null;

  const quote = instrument?.quote ?? "the quote asset";
  const base = instrument?.base ?? intent.instrument;
  const settle = (settlement: NewSettlement) =>
    void work.run(async () => {
      try {
        const { state, is_final } = await client.settle(intent.intent_id, settlement);
        setEntering(false);
        setSaid(
          is_final
            ? `Settled: the intent is ${stateText(state)}. The account is being compared with the venue.`
            : "On record.",
        );
      } finally {
        // Also after an error: what is shown may be what has moved on.
        lookAgain();
        feed.refresh("intents", "orders");
        onChange();
      }
    });
  const byMe = pending?.by.name === me?.name;
  const isApprover = me?.is_approver ?? false;
  const mayEnter = isApprover && !intent.is_final;
  const open = openQuantity(intent);
  return (
    <section className="reconcile__settle" aria-label="Settle by hand">
      {intent.is_final ? (
        !said && (
          <p>
            The intent has ended: <strong>{stateText(intent.state)}</strong>.
          </p>
        )
      ) : (
        <p>
          <strong>The venue has not said what became of this order.</strong> The desk goes on asking. If no answer comes,
          look the order up at the venue and settle it here.
        </p>
      )}
      {pending && (
        <div className="reconcile__pending">
          <p>
            <strong>{byMe ? "You say" : `${pending.by.name} says`}:</strong> {settlementText(pending, quote)}.
          </p>
          <blockquote>{pending.evidence}</blockquote>
          {byMe && <p className="quiet">Another approver must say the same before it counts.</p>}
        </div>
      )}
      {said && (!pending || byMe) && <p role="status">{said}</p>}
      {!intent.is_final && !isApprover && <p className="quiet">Only a named approver may settle it.</p>}
      {mayEnter && pending && !byMe && !entering && (
        // Made anew when the other says something else: what is confirmed is what was on the screen.
        <SecondForm
          key={`${pending.filled} ${pending.price} ${pending.fee}`}
          busy={work.busy}
          onConfirm={(evidence) => settle(seconded(pending, evidence))}
          onOtherwise={() => setEntering(true)}
        />
      )}
      {mayEnter && pending && byMe && !entering && (
        <div className="reconcile__actions">
          <button type="button" className="button" onClick={() => setEntering(true)}>
            Say otherwise
          </button>
        </div>
      )}
      {isApprover && (entering || (mayEnter && !pending && !said)) && (
        <SettleForm
          intent={intent}
          first={pending ? draftOf(pending, open) : emptySettleDraft}
          base={base}
          quote={quote}
          busy={work.busy}
          onBegin={() => setEntering(true)}
          onSettle={settle}
          onBack={pending ? () => setEntering(false) : undefined}
        />
      )}
      {work.problem && <ProblemNote problem={work.problem} />}
    </section>
  );
}
