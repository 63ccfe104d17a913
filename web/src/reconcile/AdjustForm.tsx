import { useState, type FormEvent } from "react";
import type { Difference, NewAdjustment } from "../api/types";
import { compare, difference, isDecimal, isZero, sum } from "../format/decimal";
import { exact } from "../format/number";
import { TextField } from "../ui/TextField";
import { evidence_max } from "./words";

interface AdjustFormProps {
  row: Difference;
  busy: boolean;
  onAdjust(adjustment: NewAdjustment): void;
  onBack(): void;
}

/** Brings one balance in line with the venue's. It begins with the whole difference. */
export function AdjustForm({ row, busy, onAdjust, onBack }: AdjustFormProps) {
  const [amount, setAmount] = useState(() => difference(row.venues, row.ours) ?? "");
  const [evidence, setEvidence] = useState("");
  const [tried, setTried] = useState(false);
  const given = amount.trim();
  const faults = {
    amount: !isDecimal(given) || isZero(given) ? "A number other than zero, like -0.5 or 169.37." : undefined,
    evidence: evidence.trim() === "" ? "Say where you saw it." : undefined,
  };
  const after = sum(row.ours, given);
  const hint = after && `The books then have ${exact(after)}: ${compare(after, row.venues) === 0 ? "" : "not "}what the venue has.`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.amount || faults.evidence) return;
    onAdjust({ asset: row.subject, amount: given, evidence: evidence.trim() });
  };
  return (
    <form className="reconcile__form" noValidate aria-label={`Adjust ${row.subject}`} onSubmit={submit}>
      <TextField
        label={`Add to the balance in ${row.subject}; negative takes away`}
        value={amount}
        onChange={setAmount}
        fault={tried && faults.amount}
        hint={hint}
      />
      <TextField
        label="Evidence: what explains the difference"
        rows={2}
        maxLength={evidence_max}
        placeholder="a fee on the venue's statement of today"
        value={evidence}
        onChange={setEvidence}
        fault={tried && faults.evidence}
      />
      <div className="reconcile__actions">
        <button type="submit" className="button button--primary" disabled={busy}>
          {busy ? "Sending…" : `Adjust ${row.subject}`}
        </button>
        <button type="button" className="button" onClick={onBack}>
          Back
        </button>
      </div>
    </form>
  );
}
