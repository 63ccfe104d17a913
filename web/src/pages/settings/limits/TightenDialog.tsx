import { useState, type FormEvent } from "react";
import type { Limit, Limits } from "../../../api/types";
import { compare, isDecimal } from "../../../format/decimal";
import { useAccess, useDesk, useDeskNow } from "../../../store/context";
import { waitingApprovals } from "../../../shell/waiting";
import { Dialog } from "../../../ui/Dialog";
import { ProblemNote } from "../../../ui/ProblemNote";
import { SureButton } from "../../../ui/SureButton";
import { TextField } from "../../../ui/TextField";
import { showToast } from "../../../ui/toast/toasts";
import { useWork } from "../../../ui/useWork";
import { limitText, nameOfLimit } from "../../../rails/limitWords";
import "./limits.css";

/** What is wrong with a tighter value as somebody typed it. */
export function valueFault(typed: string, { value, unit }: Limit): string | undefined {
  const text = typed.trim();
  if (text === "") return "What is it to be?";
  if (!isDecimal(text) || text.startsWith("-")) return "Digits with at most one point, like 2500.";
  if (unit === "" && text.includes(".")) return "A whole number.";
  return compare(text, value) === -1 ? undefined : `Less than ${limitText(value, unit)}: here it only becomes tighter.`;
}

/** What came of it: resting orders may have had no room any more. */
export function tightened({ canceled = 0 }: Pick<Limits, "canceled">): string {
  if (canceled === 0) return "Tightened. It holds from now on.";
  return `Tightened. ${canceled === 1 ? "One resting order is" : `${canceled} resting orders are`} taken back: there is no room for more.`;
}

interface TightenDialogProps {
  limit: Limit;
  onDone(): void;
  onClose(): void;
}

/** Asks for the tighter value and why, says what follows from it, and only then does it. */
export function TightenDialog({ limit, onDone, onClose }: TightenDialogProps) {
  const { client } = useAccess();
  const approvals = useDesk((desk) => desk.approvals);
  const waiting = waitingApprovals(approvals, useDeskNow()).length;
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useWork();
  const { name, unit, value } = limit;
  const fault = valueFault(typed, limit);
  const mute = reason.trim() === "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault !== undefined || mute || busy) return;
    const tighten = async () => {
      const outcome = tightened(await client.tightenLimit(name, typed.trim(), reason.trim()));
      showToast({ id: `limit ${name}`, title: nameOfLimit(name), outcome, tone: "good", isBusy: false });
    };
    if (!(await run(tighten))) return;
    onDone();
    onClose();
  };
  return (
    <Dialog title={nameOfLimit(name)} dismiss="Leave it" onClose={onClose}>
      <form className="settings__form" noValidate aria-label={`Tighten ${nameOfLimit(name)}`} onSubmit={(event) => void submit(event)}>
        <p>{limit.description}</p>
        <TextField
          label={`From ${limitText(value, unit)} to${unit === "" ? "" : `, in ${unit}`}`}
          decimal
          value={typed}
          onChange={setTyped}
          fault={(tried || typed !== "") && fault}
        />
        <TextField
          label="Why, for the ledger"
          rows={2}
          maxLength={500}
          value={reason}
          onChange={setReason}
          fault={tried && mute && "A few words: who reads the ledger wants to know."}
        />
        <ul className="limits__follows">
          <li>It holds at once, and after a restart too.</li>
          <li>Resting entries that it leaves no room for are taken back, the youngest first.</li>
          <li>It is not made looser here: that takes a start with --loosen-limits.</li>
          {waiting > 0 && (
            <li className="warn">
              {waiting === 1 ? "The approval that waits is" : `The ${waiting} approvals that wait are`} declined: asked for
              under the old limits.
            </li>
          )}
        </ul>
        {problem && <ProblemNote problem={problem} />}
        <div className="dialog__actions">
          <button type="button" className="button" onClick={onClose}>
            Leave it
          </button>
          <SureButton type="submit" className="button--primary" isBusy={busy}>
            {fault === undefined ? `Tighten to ${limitText(typed.trim(), unit)}` : "Tighten"}
          </SureButton>
        </div>
      </form>
    </Dialog>
  );
}
