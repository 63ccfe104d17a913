import { useCallback, useEffect, useState } from "react";
import { advice } from "../api/advice";
import { asProblem, type Problem } from "../api/problem";
import type { IntentWithHistory } from "../api/types";
import { useFormat } from "../format/useFormat";
import { protectionTerms } from "../protection/words";
import { SettleSection } from "../reconcile/SettleSection";
import { useAccess, useDesk } from "../store/context";
import { DenialNumbers } from "../ui/DenialNumbers";
import { Dialog } from "../ui/Dialog";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { amountText, stateText, stateTone } from "./intentState";
import { ownerText } from "./lots";
import { kindOfOrder } from "./orderKind";
import { Timeline } from "./Timeline";

/** Everything that happened to one intent, from the ledger. */
export function IntentDrawer({ id, onClose }: { id: string; onClose(): void }) {
  const { client } = useAccess();
  const format = useFormat();
  const state = useDesk((desk) => desk.intents?.find((each) => each.intent_id === id)?.state);
  const [intent, setIntent] = useState<IntentWithHistory>();
  const [round, setRound] = useState(0);
  const [problem, setProblem] = useState<Problem>();
  const reload = useCallback(() => setRound((before) => before + 1), []);
  useEffect(() => {
    let wanted = true;
    client.intent(id).then(
      (loaded) => {
        if (!wanted) return;
        setIntent(loaded);
        setProblem(undefined);
      },
      (error: unknown) => wanted && setProblem(asProblem(error)),
    );
    return () => {
      wanted = false;
    };
  }, [client, id, state, round]);
  return (
    <Dialog title="Intent" kind="drawer" onClose={onClose}>
      {problem && <ProblemNote problem={problem} />}
      {!intent && !problem && <Skeleton rows={6} />}
      {intent && (
        <>
          <p className="intent__what">
            <strong className={intent.side === "BUY" ? "up" : "down"}>{intent.side}</strong>{" "}
            {amountText(intent, format)} <strong>{intent.instrument}</strong> {kindOfOrder(intent, format)}{" "}
            <span className={`tag tag--${stateTone(intent.state)}`}>{stateText(intent.state)}</span>
          </p>
          {intent.reason && <p className="approval__why">{intent.reason}</p>}
          {intent.denial && (
            <section className="denial" aria-label="Denial">
              <p>
                <strong>Denied</strong> <code>{intent.denial.code}</code>
              </p>
              <DenialNumbers {...intent.denial} />
              <p className="quiet">{advice(intent.denial.code)}</p>
            </section>
          )}
          <SettleSection intent={intent} onChange={reload} />
          <Timeline events={intent.history} />
          <dl className="intent__facts">
            <dt>Proposed by</dt>
            <dd>
              {intent.proposer.name} ({intent.proposer.kind})
            </dd>
            <dt>Lot of</dt>
            <dd>{ownerText(intent.owner)}</dd>
            {intent.protection && (
              <>
                <dt>Once filled</dt>
                <dd>{protectionTerms(intent, intent.protection, undefined, format).join(", ")}</dd>
              </>
            )}
            {intent.is_protection && (
              <>
                <dt>Protects</dt>
                <dd>the whole lot, at the venue</dd>
              </>
            )}
            <dt>Account</dt>
            <dd>{intent.account}</dd>
            {intent.order_quantity && (
              <>
                <dt>Filled</dt>
                <dd>
                  {format.quantity(intent, intent.filled)} of {format.quantity(intent, intent.order_quantity)}
                  {intent.average_price && ` at ${format.average(intent, intent.average_price)} on average`}
                </dd>
              </>
            )}
            {intent.outcome && (
              <>
                <dt>Outcome</dt>
                <dd>{intent.outcome}</dd>
              </>
            )}
            <dt>Intent</dt>
            <dd className="mono">{intent.intent_id}</dd>
          </dl>
        </>
      )}
    </Dialog>
  );
}
