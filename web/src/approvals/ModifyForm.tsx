import { useState } from "react";
import type { Approval, Decimal } from "../api/types";
import { useFormat } from "../format/useFormat";
import { SureButton } from "../ui/SureButton";
import { order_types } from "../ticket/orderTypes";

export interface Modification {
  quantity?: Decimal;
  limit_price?: Decimal;
}

interface ModifyFormProps {
  approval: Approval;
  busy: boolean;
  onCancel(): void;
  onSubmit(change: Modification): void;
}

/** Asks for less. What comes of it is a new intent that passes the rails, and the approval limit, again. */
export function ModifyForm({ approval, busy, onCancel, onSubmit }: ModifyFormProps) {
  const format = useFormat();
  const [quantity, setQuantity] = useState(approval.quantity_max);
  const [limit, setLimit] = useState("");
  const canPrice = order_types[approval.type].fields.includes("limit");
  return (
    <form
      className="approval__modify"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ quantity: quantity.trim(), ...(limit.trim() ? { limit_price: limit.trim() } : {}) });
      }}
    >
      <label className="field">
        <span>Quantity, at most {format.quantity(approval, approval.quantity_max)}</span>
        <input inputMode="decimal" value={quantity} autoFocus onChange={(event) => setQuantity(event.target.value)} />
      </label>
      {canPrice && (
        <label className="field">
          <span>Limit price</span>
          <input
            inputMode="decimal"
            placeholder={approval.worst_price}
            value={limit}
            onChange={(event) => setLimit(event.target.value)}
          />
        </label>
      )}
      <p className="approval__who">
        This one is turned down; the smaller one runs through the rails, and waits here again if it is still large.
      </p>
      <div className="approval__answers">
        <SureButton type="submit" className="button--approve" isBusy={busy || quantity.trim() === ""}>
          Propose this instead
        </SureButton>
        <button type="button" className="button" onClick={onCancel}>
          Back
        </button>
      </div>
    </form>
  );
}
