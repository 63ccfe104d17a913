import { useEffect, useRef, useState } from "react";
import type { Intent, Lot, NewPreview, Position } from "../api/types";
import { newId } from "../api/uuid";
import { stateText, stateTone } from "../book/intentState";
import { ownerText } from "../book/lots";
import { useFormat } from "../format/useFormat";
import { money } from "../format/number";
import { useAccess } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";
import { DenialNumbers } from "../ui/DenialNumbers";
import { Dialog } from "../ui/Dialog";
import { ProblemNote } from "../ui/ProblemNote";
import { SureButton } from "../ui/SureButton";
import { useWork } from "../ui/useWork";
import { isShort } from "./half";
import "./close.css";

interface HalfDialogProps {
  position: Position;
  lot: Lot;
  /** So much of it is closed. */
  quantity: string;
  onClose(): void;
}

/** Shows what closing half of a lot would do, and proposes it when told to: once, however often that is pressed. */
export function HalfDialog({ position, lot, quantity, onClose }: HalfDialogProps) {
  const { client, feed } = useAccess();
  const format = useFormat();
  const [id] = useState(() => newId());
  const work = useWork();
  const [intent, setIntent] = useState<Intent>();
  const told = useRef<HTMLDivElement>(null);
  // The lot changes while one looks at it; what was asked about stays.
  const [order] = useState<NewPreview>({
    account: position.account,
    instrument: `${position.venue}:${position.instrument}`,
    side: isShort(lot) ? "BUY" : "SELL",
    type: "MARKET",
    quantity,
    reduce_only: true,
    owner: lot.owner,
    reason: "half of it by hand, on the dashboard",
  });
  const preview = useAnswer(`half ${id}`, () => client.preview(order));
  useEffect(() => {
    if (intent) told.current?.focus();
  }, [intent]);
  const propose = () =>
    void work.run(async () => {
      try {
        setIntent(await client.propose({ ...order, intent_id: id }));
      } finally {
        feed.refresh("positions", "orders", "intents", "approvals", "portfolio", "rails", "fills");
      }
    });
  const title = `Close half of ${position.instrument} of ${ownerText(lot.owner)}`;
  return (
    <Dialog title={title} dismiss={intent ? "Done" : "Back"} onClose={() => work.busy || onClose()}>
      {intent ? (
        <div ref={told} tabIndex={-1} role="status" className="close">
          <p>
            {intent.side} {format.quantity(position, quantity)} {position.instrument}{" "}
            <span className={`tag tag--${stateTone(intent.state)}`}>{stateText(intent.state)}</span>
          </p>
          {intent.denial && <DenialNumbers {...intent.denial} />}
        </div>
      ) : (
        <>
          <p>
            {isShort(lot) ? "Buys back" : "Sells"} {format.quantity(position, quantity)} of{" "}
            {format.quantity(position, lot.quantity.replace("-", ""))} {position.instrument} at the market.
          </p>
          <Answered answer={preview} rows={2}>
            {({ order: planned, denial }) => (
              <>
                {planned && (
                  <p className="quiet">
                    About ${money(planned.notional_usd)}
                    {planned.needs_approval && "; it will wait for a person"}. The price is now&apos;s, and the fill may
                    differ.
                  </p>
                )}
                {denial && (
                  <div className="problem" role="alert">
                    <p>
                      <strong>It would be denied</strong> <code>{denial.code}</code>
                    </p>
                    <DenialNumbers {...denial} />
                  </div>
                )}
              </>
            )}
          </Answered>
          {work.problem && <ProblemNote problem={work.problem} />}
          <div className="dialog__actions">
            <button type="button" className="button" disabled={work.busy} onClick={preview.again}>
              Look again
            </button>
            <SureButton type="button" className="button--primary" isBusy={work.busy || preview.value === undefined} onClick={propose}>
              {work.busy ? "Closing…" : "Close half now"}
            </SureButton>
          </div>
        </>
      )}
    </Dialog>
  );
}
