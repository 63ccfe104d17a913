import { useState } from "react";
import type { NewAdjustment, PendingAdjustment, Reconciliation } from "../api/types";
import { IntentDrawer } from "../book/IntentDrawer";
import { amountText } from "../book/intentState";
import { useFormat } from "../format/useFormat";
import { ConfirmResumeAccount } from "../shell/ConfirmResumeAccount";
import { useAccess, useDesk } from "../store/context";
import { ProblemNote } from "../ui/ProblemNote";
import { useWork } from "../ui/useWork";
import { AdjustForm } from "./AdjustForm";
import { Differences, isBalance } from "./Differences";
import { SecondForm } from "./SecondForm";
import { adjustedSince, adjustmentText } from "./words";

interface AccountReconciliationProps {
  reconciliation: Reconciliation;
  onChange(): void;
}

/** How one account's books and its venue compare, and what people may do where they do not. */
export function AccountReconciliation({ reconciliation, onChange }: AccountReconciliationProps) {
  const { client } = useAccess();
  const me = useDesk((desk) => desk.me);
  const ledger = useDesk((desk) => desk.ledger);
  const work = useWork();
  const [said, setSaid] = useState<string>();
  const [adjusting, setAdjusting] = useState<string>();
  const [opened, setOpened] = useState<string>();
  const [resuming, setResuming] = useState(false);

  const { account, differences, adjustments } = reconciliation;
  const isApprover = me?.is_approver ?? false;
  const adjusted = adjustedSince(ledger, account);
  const pendingOf = (asset: string) => adjustments.find((each) => each.asset === asset);
  const adjust = (adjustment: NewAdjustment) =>
    void work.run(async () => {
      setSaid(undefined);
      try {
        const after = await client.adjust(account, adjustment);
        setAdjusting(undefined);
        setSaid(
          after.adjustments.some((each) => each.asset === adjustment.asset)
            ? "On record."
            : `${adjustment.asset} is adjusted. The account is being compared with the venue again.`,
        );
      } finally {
        onChange();
      }
    });
  const row = differences.find((each) => each.subject === adjusting);
  return (
    <div className="reconcile">
      <Summary reconciliation={reconciliation} />
      {reconciliation.state !== "ACTIVE" && me?.role === "operator" && (
        <div className="reconcile__actions">
          <button type="button" className="button button--small" onClick={() => setResuming(true)}>
            {reconciliation.is_mismatched ? "Compare again, and resume if they match…" : "Resume the account…"}
          </button>
        </div>
      )}
      {differences.length > 0 && (
        <Differences
          rows={differences}
          actions={(each) => {
            if (!isBalance(each)) return <span className="quiet">an order, not a balance</span>;
            if (adjusted.has(each.subject)) return <span className="quiet">adjusted; comparing</span>;
            if (!isApprover || pendingOf(each.subject)) return null;
            return (
              <button
                type="button"
                className="button button--small"
                aria-label={`Adjust ${each.subject}…`}
                onClick={() => setAdjusting(each.subject)}
              >
                Adjust…
              </button>
            );
          }}
        />
      )}
      {differences.length > 0 && !isApprover && <p className="quiet">Only a named approver may adjust a balance.</p>}
      {adjustments.map((pending) => (
        <PendingAdjustmentCard
          key={`${pending.asset} ${pending.amount}`}
          pending={pending}
          me={me?.name}
          isApprover={isApprover}
          busy={work.busy}
          isEntering={adjusting === pending.asset}
          onConfirm={(evidence) => adjust({ asset: pending.asset, amount: pending.amount, evidence })}
          onOtherwise={() => setAdjusting(pending.asset)}
        />
      ))}
      {row && (
        <AdjustForm
          key={row.subject}
          row={row}
          busy={work.busy}
          onAdjust={adjust}
          onBack={() => setAdjusting(undefined)}
        />
      )}
      {work.problem && <ProblemNote problem={work.problem} />}
      {said && <p role="status">{said}</p>}
      <UnknownIntents reconciliation={reconciliation} onOpen={setOpened} />
      {opened && <IntentDrawer id={opened} onClose={() => setOpened(undefined)} />}
      {resuming && <ConfirmResumeAccount account={account} onClose={() => setResuming(false)} />}
    </div>
  );
}

function Summary({ reconciliation }: { reconciliation: Reconciliation }) {
  const { account, venue, is_mismatched, is_reconciling, state, state_reason } = reconciliation;
  const [tone, words] = is_mismatched
    ? ["down", "Books and venue differ"]
    : is_reconciling
      ? ["warn", "Being compared"]
      : ["up", "Books and venue match"];
  return (
    <div className="reconcile__summary">
      <p>
        <span className={`tag tag--${tone}`}>{words}</span> Account <strong>{account}</strong> at {venue}
        {state !== "ACTIVE" && `, ${state.toLowerCase()}`}.
      </p>
      <p className="quiet">
        {is_mismatched
          ? "Find out at the venue what explains each difference, then adjust the balance. Only a comparison that matches ends it."
          : is_reconciling
            ? "New exposure waits until the comparison is done."
            : state === "ACTIVE"
              ? "They are compared about once a minute."
              : (state_reason ?? "An operator may resume it.")}
      </p>
    </div>
  );
}

interface PendingAdjustmentCardProps {
  pending: PendingAdjustment;
  me: string | undefined;
  isApprover: boolean;
  busy: boolean;
  isEntering: boolean;
  onConfirm(evidence: string): void;
  onOtherwise(): void;
}

function PendingAdjustmentCard(props: PendingAdjustmentCardProps) {
  const { pending, me, isApprover, busy, isEntering, onConfirm, onOtherwise } = props;
  const byMe = pending.by.name === me;
  return (
    <section className="reconcile__pending" aria-label={`Adjustment of ${pending.asset} that waits`}>
      <p>
        <strong>{byMe ? "You say" : `${pending.by.name} says`}:</strong> adjust {adjustmentText(pending)}.
      </p>
      <blockquote>{pending.evidence}</blockquote>
      {byMe && <p className="quiet">Another approver must say the same before it counts.</p>}
      {isApprover && !byMe && !isEntering && <SecondForm busy={busy} onConfirm={onConfirm} onOtherwise={onOtherwise} />}
      {isApprover && byMe && !isEntering && (
        <div className="reconcile__actions">
          <button type="button" className="button" onClick={onOtherwise}>
            Say otherwise
          </button>
        </div>
      )}
    </section>
  );
}

interface UnknownIntentsProps {
  reconciliation: Reconciliation;
  onOpen(id: string): void;
}

function UnknownIntents({ reconciliation, onOpen }: UnknownIntentsProps) {
  const intents = useDesk((desk) => desk.intents);
  const me = useDesk((desk) => desk.me?.name);
  const format = useFormat();
  const { settlements, unknown } = reconciliation;
  const ids = [...new Set([...unknown, ...settlements.map((each) => each.intent_id)])];
  if (ids.length === 0) return <p className="quiet">No order&apos;s outcome is unknown.</p>;
  return (
    <section aria-label="Unknown outcomes">
      <h3>Unknown outcomes</h3>
      <ul className="reconcile__unknown">
        {ids.map((id) => {
          const intent = intents?.find((each) => each.intent_id === id);
          const pending = settlements.find((each) => each.intent_id === id);
          return (
            <li key={id}>
              <button type="button" className="link" onClick={() => onOpen(id)}>
                {intent ? (
                  <>
                    <span className={intent.side === "BUY" ? "up" : "down"}>{intent.side}</span>{" "}
                    {amountText(intent, format)} {intent.instrument}
                  </>
                ) : (
                  <span className="mono">{id}</span>
                )}
              </button>{" "}
              <span className="quiet">
                {pending
                  ? pending.by.name === me
                    ? "your settlement waits for another approver"
                    : `${pending.by.name}'s settlement waits for a second person`
                  : "the desk goes on asking the venue"}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
