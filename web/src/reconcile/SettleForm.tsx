import { useState, type FormEvent } from "react";
import { stateText } from "../book/intentState";
import type { Intent, NewSettlement } from "../api/types";
import { isZero } from "../format/decimal";
import { exact } from "../format/number";
import { Segments } from "../ui/Segments";
import { TextField } from "../ui/TextField";
import { openQuantity, settledState, settleFaults, settlementOf, type SettleDraft } from "./settleDraft";
import { evidence_max } from "./words";

interface SettleFormProps {
  intent: Intent;
  first: SettleDraft;
  base: string;
  quote: string;
  busy: boolean;
  /** Once something was typed. */
  onBegin(): void;
  onSettle(settlement: NewSettlement): void;
  onBack?: (() => void) | undefined;
}

/** What a person saw at the venue. What was typed stays until the desk has taken it. */
export function SettleForm({ intent, first, base, quote, busy, onBegin, onSettle, onBack }: SettleFormProps) {
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState(false);
  const open = openQuantity(intent);
  const faults = settleFaults(draft, open);
  const change = (part: Partial<SettleDraft>) => {
    onBegin();
    setDraft((before) => ({ ...before, ...part }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0) onSettle(settlementOf(draft, open));
  };
  const more = isZero(intent.filled) ? "" : " more";
  return (
    <form className="reconcile__form" noValidate onSubmit={submit}>
      <Segments
        label="What became of the order"
        value={draft.extent}
        options={[
          { value: "nothing", label: `Nothing${more} filled` },
          { value: "part", label: "Filled in part" },
          ...(open === undefined ? [] : [{ value: "whole" as const, label: "Filled whole" }]),
        ]}
        onChange={(extent) => change({ extent })}
      />
      {draft.extent === "part" && (
        <TextField
          label={open === undefined ? `Quantity in ${base}` : `Quantity in ${base}, of ${exact(open)} that was open`}
          decimal
          value={draft.quantity}
          onChange={(quantity) => change({ quantity })}
          fault={tried && faults.quantity}
        />
      )}
      {draft.extent === "whole" && (
        <p>
          Quantity <strong>{exact(open)}</strong> {base}: all that was open.
        </p>
      )}
      {draft.extent !== "nothing" && (
        <div className="reconcile__pair">
          <TextField
            label={`Price in ${quote}`}
            decimal
            value={draft.price}
            onChange={(price) => change({ price })}
            fault={tried && faults.price}
          />
          <TextField
            label={`Fee in ${quote}, if any`}
            decimal
            value={draft.fee}
            onChange={(fee) => change({ fee })}
            fault={tried && faults.fee}
          />
        </div>
      )}
      <TextField
        label="Evidence: where you saw it"
        rows={2}
        maxLength={evidence_max}
        placeholder="the venue's order page, order 123456"
        value={draft.evidence}
        onChange={(evidence) => change({ evidence })}
        fault={tried && faults.evidence}
      />
      <p className="quiet">
        Outcome: <strong>{stateText(settledState(draft, intent))}</strong>. It goes into the ledger with your name and
        evidence; after that the account is compared with the venue.
      </p>
      <div className="reconcile__actions">
        <button type="submit" className="button button--primary" disabled={busy}>
          {busy ? "Sending…" : "Settle"}
        </button>
        {onBack && (
          <button type="button" className="button" onClick={onBack}>
            Back
          </button>
        )}
      </div>
    </form>
  );
}
