import { useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Order } from "../api/types";
import { useFormat } from "../format/useFormat";
import { useAccess } from "../store/context";
import { Dialog } from "../ui/Dialog";
import { ProblemNote } from "../ui/ProblemNote";
import { SureButton } from "../ui/SureButton";
import { kindOfOrder } from "./orderKind";

/** Cancels every order that this person proposed by hand, after a look at them. */
export function CancelMine({ orders }: { orders: readonly Order[] }) {
  const [asked, setAsked] = useState<readonly Order[]>();
  return (
    <>
      {orders.length > 0 && (
        <button type="button" className="button button--small" onClick={() => setAsked(orders)}>
          Cancel my {orders.length}…
        </button>
      )}
      {asked && <CancelDialog orders={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface Told {
  canceled: number;
  problems: { order: Order; problem: Problem }[];
}

function CancelDialog({ orders, onClose }: { orders: readonly Order[]; onClose(): void }) {
  const { client, feed } = useAccess();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Told>();
  const words = (order: Order) =>
    `${order.side} ${format.quantity(order, order.quantity)} ${order.instrument}, ${kindOfOrder(order, format)}`;
  const cancel = async () => {
    setBusy(true);
    const outcome: Told = { canceled: 0, problems: [] };
    // One after the other: they share one budget, and one that fails does not keep the others from it.
    for (const order of orders)
      try {
        await client.cancel(order.intent_id);
        outcome.canceled += 1;
      } catch (error) {
        outcome.problems.push({ order, problem: asProblem(error) });
      }
    feed.refresh("orders", "intents");
    setTold(outcome);
    setBusy(false);
  };
  return (
    <Dialog title="Cancel my orders" dismiss={told ? "Done" : "Back"} onClose={() => busy || onClose()}>
      {told ? (
        <div role="status" className="stack">
          <p>
            {told.canceled} of {orders.length} asked to be cancelled.
          </p>
          {told.problems.map(({ order, problem }) => (
            <div key={order.client_order_id}>
              <p>{words(order)}</p>
              <ProblemNote problem={problem} />
            </div>
          ))}
        </div>
      ) : (
        <>
          <ul className="cancel-list">
            {orders.map((order) => (
              <li key={order.client_order_id}>{words(order)}</li>
            ))}
          </ul>
          <p className="quiet">What agents proposed and what protects lots stays.</p>
          <div className="dialog__actions">
            <SureButton type="button" className="button--primary" isBusy={busy} onClick={() => void cancel()}>
              {busy ? "Cancelling…" : orders.length === 1 ? "Cancel it" : `Cancel all ${orders.length}`}
            </SureButton>
          </div>
        </>
      )}
    </Dialog>
  );
}
