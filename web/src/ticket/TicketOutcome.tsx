import type { Intent } from "../api/types";
import { useFormat } from "../format/useFormat";
import { stateText, stateTone } from "../book/intentState";
import { useDesk } from "../store/context";

const words: Partial<Record<Intent["state"], string>> = {
  PROPOSED: "What protects the lot is cancelled first.",
  PENDING_APPROVAL: "It waits for approval, above.",
  SUBMITTED: "On its way to the venue.",
  ACCEPTED: "It rests at the venue.",
  UNKNOWN: "The venue did not answer. The desk queries it until it knows, and never sends twice.",
};

/** What became of the order just proposed; follows it as the ledger goes on. */
export function TicketOutcome({ id, first }: { id: string; first: Intent }) {
  const intent = useDesk((desk) => desk.intents?.find((each) => each.intent_id === id)) ?? first;
  const format = useFormat();
  const filled =
    intent.average_price &&
    `${format.quantity(intent, intent.filled)} at ${format.average(intent, intent.average_price)} on average.`;
  return (
    <p className="ticket__outcome" role="status">
      <span className={`tag tag--${stateTone(intent.state)}`}>{stateText(intent.state)}</span>{" "}
      {filled ?? words[intent.state] ?? intent.denial?.message ?? intent.outcome ?? ""}
    </p>
  );
}
