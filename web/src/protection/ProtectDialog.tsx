import { useEffect, useRef, useState, type FormEvent } from "react";
import type { Lot, LotProtection, Position, Protection } from "../api/types";
import { quotient } from "../format/decimal";
import { useFormat } from "../format/useFormat";
import { ownerText } from "../book/lots";
import { useAccess, useDesk } from "../store/context";
import { Dialog } from "../ui/Dialog";
import { ProblemNote } from "../ui/ProblemNote";
import { SureButton } from "../ui/SureButton";
import { useWork } from "../ui/useWork";
import { emptyProtection, weigh, type ProtectionDraft } from "./draft";
import { ProtectionFields } from "./ProtectionFields";
import { refusalsOf } from "./refusals";
import { isProtected } from "./words";

interface ProtectDialogProps {
  position: Position;
  lot: Lot;
  onClose(): void;
}

/** Sets, changes or takes away what rests at the venue to sell one lot. */
export function ProtectDialog({ position, lot, onClose }: ProtectDialogProps) {
  const { client, feed } = useAccess();
  const format = useFormat();
  const { account, venue, instrument } = position;
  const quote = useDesk((desk) => desk.quotes[instrument]);
  const [draft, setDraft] = useState(() => draftOf(lot.protection));
  const [tried, setTried] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const work = useWork();
  const form = useRef<HTMLFormElement>(null);
  const refusals = refusalsOf(work.problem, "");

  const traded = format.instrumentOf(position);
  const from = quote?.venue === venue ? quote.bid : position.mark_price;
  const basis = { instrument: traded, from, entry: lot.average_price, quantity: lot.quantity };
  const weighed = weigh(draft, basis, format);
  const has = isProtected(lot.protection);

  // Whoever pressed the button is taken to what is wrong.
  useEffect(() => {
    if (attempt > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempt]);

  const set = async (protection: Protection) => {
    const where = { account, instrument: `${venue}:${instrument}`, owner: lot.owner };
    const done = await work.run(() => client.protect({ ...where, ...protection }));
    feed.refresh("positions", "orders", "intents");
    if (done) onClose();
    else setAttempt((before) => before + 1);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (work.busy) return;
    setTried(true);
    if (weighed.isEmpty || !weighed.isFaultless) return setAttempt((before) => before + 1);
    void set(weighed.protection);
  };
  return (
    <Dialog title={`Protect ${instrument} of ${ownerText(lot.owner)}`} dismiss="Back" onClose={onClose}>
      <form ref={form} className="protection__form" noValidate onSubmit={submit}>
        <p className="quiet">
          {format.quantity(position, lot.quantity)} bought at {format.average(position, lot.average_price)} on average
          {from && `; now ${format.average(position, from)}`}. The order rests at the venue for the whole lot, also
          while the desk is down. Amounts are before fees.
        </p>
        <ProtectionFields
          draft={draft}
          weighed={weighed}
          instrument={traded}
          showsFaults={tried}
          refused={refusals.protection}
          onChange={setDraft}
        />
        {tried && weighed.isEmpty && (
          <p className="down protection__fault">
            Give at least one of the three{has ? ", or take the protection away." : "."}
          </p>
        )}
        {work.problem && !refusals.isComplete && <ProblemNote problem={work.problem} />}
        <div className="dialog__actions">
          {has && (
            <SureButton type="button" className="button--reject" isBusy={work.busy} onClick={() => void set({})}>
              Take it away
            </SureButton>
          )}
          <SureButton type="submit" className="button--primary" isBusy={work.busy}>
            {work.busy ? "Sending…" : has ? "Change protection" : "Set protection"}
          </SureButton>
        </div>
      </form>
    </Dialog>
  );
}

/** What there is, to begin with when it is to be changed. */
function draftOf(protection: LotProtection | undefined): ProtectionDraft {
  const { stop_price = "", take_profit_price = "", trailing_bp } = protection ?? {};
  return {
    ...emptyProtection,
    stop: { text: stop_price, unit: "price" },
    target: { text: take_profit_price, unit: "price" },
    trail: trailing_bp === undefined ? "" : (quotient(String(trailing_bp), "100") ?? ""),
  };
}
