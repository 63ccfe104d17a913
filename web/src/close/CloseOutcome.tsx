import { advice } from "../api/advice";
import type { Close, Intent } from "../api/types";
import { stateText, stateTone } from "../book/intentState";
import { useFormat } from "../format/useFormat";
import { useDesk, useSeveralAccounts } from "../store/context";
import { LeftOut, lotName } from "./ClosePlanList";

/** What became of each order of a close, followed as the ledger goes on; nothing that failed is left unsaid. */
export function CloseOutcome({ close: { intents, not_proposed, left_out } }: { close: Close }) {
  const format = useFormat();
  const several = useSeveralAccounts();
  return (
    <>
      {intents.length === 0 && not_proposed.length === 0 && <p>There was nothing left to close.</p>}
      <ul className="close__list" aria-label="What became of it">
        {intents.map((intent) => (
          <IntentRow key={intent.intent_id} first={intent} />
        ))}
        {not_proposed.map((order, at) => (
          <li key={at}>
            <p>
              <strong className={order.side === "BUY" ? "up" : "down"}>{order.side}</strong>{" "}
              {format.quantity(order, order.quantity)} <strong>{order.instrument}</strong>{" "}
              <span className="quiet">of {lotName(order.owner, order.account, several)}</span>{" "}
              <span className="tag tag--down">not sent</span>
            </p>
            <p className="close__words">
              {order.message} <code>{order.code}</code>
            </p>
          </li>
        ))}
      </ul>
      <LeftOut lots={left_out} />
    </>
  );
}

function IntentRow({ first }: { first: Intent }) {
  const format = useFormat();
  const several = useSeveralAccounts();
  const intent = useDesk((desk) => desk.intents?.find((each) => each.intent_id === first.intent_id)) ?? first;
  const { side, state, instrument, owner, account, denial, average_price, filled } = intent;
  const size = intent.order_quantity ?? intent.quantity;
  return (
    <li>
      <p>
        <strong className={side === "BUY" ? "up" : "down"}>{side}</strong> {format.quantity(intent, size)}{" "}
        <strong>{instrument}</strong> <span className="quiet">of {lotName(owner, account, several)}</span>{" "}
        <span className={`tag tag--${stateTone(state)}`}>{stateText(state)}</span>
      </p>
      {denial && (
        <p className="close__words">
          {denial.message}. {advice(denial.code)}
        </p>
      )}
      {state === "PROPOSED" && <p className="close__words quiet">Its protection is being cancelled first.</p>}
      {average_price && (
        <p className="close__words quiet">
          {format.quantity(intent, filled)} at {format.average(intent, average_price)} on average.
        </p>
      )}
    </li>
  );
}
