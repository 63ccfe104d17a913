import { advice } from "../api/advice";
import type { Instrument, Preview } from "../api/types";
import { money } from "../format/number";
import { useFormat } from "../format/useFormat";
import { DenialNumbers } from "../ui/DenialNumbers";

interface TicketPreviewProps {
  preview: Preview;
  instrument: Instrument;
}

/** What the rails would say, before anything is sent. */
export function TicketPreview({ preview: { order, denial }, instrument }: TicketPreviewProps) {
  const format = useFormat();
  if (denial)
    return (
      <div className="ticket__preview" aria-live="polite">
        <p>
          <span className="tag tag--down">would be denied</span> <code>{denial.code}</code>
        </p>
        <DenialNumbers {...denial} />
        <p className="quiet">{advice(denial.code)}</p>
      </div>
    );
  if (!order) return null;
  return (
    <p className="ticket__preview" aria-live="polite">
      {format.quantity(instrument, order.quantity)} {instrument.base}, {order.side === "BUY" ? "at most" : "worth"} $
      {money(order.notional_usd)}
      {order.is_reduction
        ? "; it makes the position smaller."
        : `; after it $${money(order.worst_case_usd)} in ${instrument.base}.`}
      {order.needs_approval && " It waits for approval first."}
    </p>
  );
}
