import { useState, type FormEvent } from "react";
import { TextField } from "../ui/TextField";
import { evidence_max } from "./words";

interface SecondFormProps {
  busy: boolean;
  /** Sends the very same words with this evidence. */
  onConfirm(evidence: string): void;
  onOtherwise(): void;
}

/** The second pair of eyes: says the same as another, on evidence of one's own, or begins something else. */
export function SecondForm({ busy, onConfirm, onOtherwise }: SecondFormProps) {
  const [evidence, setEvidence] = useState("");
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (evidence.trim() !== "") onConfirm(evidence);
  };
  return (
    <form className="reconcile__form" noValidate onSubmit={submit}>
      <TextField
        label="Your own evidence"
        rows={2}
        maxLength={evidence_max}
        value={evidence}
        onChange={setEvidence}
        fault={tried && evidence.trim() === "" && "Say where you saw it."}
      />
      <div className="reconcile__actions">
        <button type="submit" className="button button--primary" disabled={busy}>
          {busy ? "Sending…" : "Confirm the same"}
        </button>
        <button type="button" className="button" onClick={onOtherwise}>
          Say otherwise
        </button>
      </div>
    </form>
  );
}
