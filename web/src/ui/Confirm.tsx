import { useState, type ReactNode } from "react";
import { asProblem, type Problem } from "../api/problem";
import { Dialog } from "./Dialog";
import { SureButton } from "./SureButton";
import { ProblemNote } from "./ProblemNote";

interface ConfirmProps {
  title: string;
  yes: string;
  no: string;
  onYes(): Promise<unknown>;
  onClose(): void;
  children: ReactNode;
}

/** Asks before something that lets more happen. If it fails it says why and stays open. */
export function Confirm({ title, yes, no, onYes, onClose, children }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const confirm = async () => {
    setBusy(true);
    try {
      await onYes();
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      {problem && <ProblemNote problem={problem} />}
      <div className="dialog__actions">
        <button type="button" className="button" onClick={onClose}>
          {no}
        </button>
        <SureButton type="button" className="button--primary" isBusy={busy} onClick={() => void confirm()}>
          {yes}
        </SureButton>
      </div>
    </Dialog>
  );
}
