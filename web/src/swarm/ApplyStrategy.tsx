import { useState } from "react";
import { answer } from "../api/client";
import type { StrategyRulesChange } from "../api/types";
import { useAccess } from "../store/context";
import { Dialog } from "../ui/Dialog";
import { ProblemNote } from "../ui/ProblemNote";
import { SureButton } from "../ui/SureButton";
import { TextField } from "../ui/TextField";
import { useWork } from "../ui/useWork";
import { Changes } from "./Strategies";

interface ApplyStrategyProps {
  change: StrategyRulesChange;
  onApplied(): void;
  onClose(): void;
}

/** Takes a strategy's file exactly as it was previewed; if it is another since, the desk refuses. */
export function ApplyStrategy({ change, onApplied, onClose }: ApplyStrategyProps) {
  const { client, feed } = useAccess();
  const work = useWork();
  const [reason, setReason] = useState("");
  const { agent, name, to: revision } = change;
  const apply = async () => {
    const given = reason.trim();
    const isDone = await work.run(() =>
      answer(
        client.http.POST("/strategies/{agent}/{name}/apply", {
          params: { path: { agent, name } },
          body: { revision, ...(given ? { reason: given } : {}) },
        }),
      ),
    );
    if (!isDone) return;
    feed.refresh("agents");
    onApplied();
    onClose();
  };
  return (
    <Dialog title={`Run ${name.replaceAll("_", " ")} as its file says`} dismiss="Back" onClose={() => work.busy || onClose()}>
      <Changes lines={change.changes} />
      <p className="quiet">
        It is on record first; then the agent begins anew with these rules. Its lots and what protects them stay.
      </p>
      <TextField label="Why (kept in the ledger)" value={reason} maxLength={500} onChange={setReason} />
      {work.problem && <ProblemNote problem={work.problem} />}
      <div className="dialog__actions">
        <SureButton type="button" className="button--primary" isBusy={work.busy} onClick={() => void apply()}>
          {work.busy ? "Applying…" : "Apply it now"}
        </SureButton>
      </div>
    </Dialog>
  );
}
