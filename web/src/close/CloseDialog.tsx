import { useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Close, ClosePlan } from "../api/types";
import { newId } from "../api/uuid";
import { useAccess } from "../store/context";
import { Dialog } from "../ui/Dialog";
import { Empty } from "../ui/Empty";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { SureButton } from "../ui/SureButton";
import { useWork } from "../ui/useWork";
import { CloseOutcome } from "./CloseOutcome";
import { ClosePlanList, LeftOut } from "./ClosePlanList";
import type { CloseTarget } from "./closeTargets";
import "./close.css";

interface CloseDialogProps {
  target: CloseTarget;
  onClose(): void;
}

/**
 * Shows what closing would do, and does it when told to. It has one id: however often the button is pressed, and
 * whatever became of an answer, nothing is closed twice.
 */
export function CloseDialog({ target, onClose }: CloseDialogProps) {
  const { client, feed } = useAccess();
  const [id] = useState(() => newId());
  const [plan, setPlan] = useState<ClosePlan | Problem>();
  const [round, setRound] = useState(0);
  const [outcome, setOutcome] = useState<Close>();
  const work = useWork();
  const told = useRef<HTMLDivElement>(null);
  // The target is made anew with every row; what it names stays the same.
  const [request] = useState({ close_id: id, ...target.request });

  useEffect(() => {
    let wanted = true;
    client.planClose(request).then(
      (answer) => wanted && setPlan(answer),
      (error: unknown) => wanted && setPlan(asProblem(error)),
    );
    return () => {
      wanted = false;
    };
  }, [client, request, round]);

  // The button is gone then: whoever uses the keyboard is at what became of it, and not on another button.
  useEffect(() => {
    if (outcome) told.current?.focus();
  }, [outcome]);

  const close = () =>
    void work.run(async () => {
      try {
        setOutcome(await client.close({ ...request, reason: "by hand, on the dashboard" }));
      } finally {
        feed.refresh("positions", "orders", "intents", "approvals", "portfolio", "rails", "fills");
      }
    });
  const lookAgain = () => {
    setPlan(undefined);
    setRound((before) => before + 1);
  };
  const leave = () => {
    if (!work.busy) onClose();
  };
  const isPlanned = plan !== undefined && !(plan instanceof Error);
  const count = isPlanned ? plan.closes.length : 0;
  return (
    <Dialog title={target.title} dismiss={outcome ? "Done" : "Back"} onClose={leave}>
      {outcome ? (
        <div ref={told} tabIndex={-1} className="close" role="status">
          <CloseOutcome close={outcome} />
        </div>
      ) : (
        <>
          {plan === undefined && <Skeleton rows={4} />}
          {plan instanceof Error && <ProblemNote problem={plan} />}
          {isPlanned && (
            <div className="close">
              {count === 0 && <Empty title="Nothing to close">Nothing is held that the venue would take.</Empty>}
              {count > 0 && <ClosePlanList plan={plan} />}
              <LeftOut lots={plan.left_out} />
              {count > 0 && (
                <p className="quiet close__words">
                  Sent as market orders, each judged by the rails; the prices are now&apos;s, and the fills may differ.
                </p>
              )}
            </div>
          )}
          {work.problem && <ProblemNote problem={work.problem} />}
          <div className="dialog__actions">
            <button type="button" className="button" disabled={work.busy || plan === undefined} onClick={lookAgain}>
              Look again
            </button>
            {count > 0 && (
              <SureButton type="button" className="button--primary" isBusy={work.busy} onClick={close}>
                {work.busy ? "Closing…" : count === 1 ? "Close it now" : `Close all ${count} now`}
              </SureButton>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}
