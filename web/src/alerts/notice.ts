import { fieldsOf } from "../api/eventFields";
import type { Approval, LedgerEvent, NotificationKind } from "../api/types";
import { nameText } from "../format/name";

/** Something a person may want to be told of while they do not look. */
export interface Notice {
  kind: NotificationKind;
  title: string;
  body: string;
  /** The same without quantities, prices and sums: a system notification may be read by others. */
  discreet: string;
  /** What comes later under the same tag takes its place. The desk's push messages have the same tags. */
  tag: string;
  /** The page that answers it. */
  path: string;
  /** It ends an earlier one of its tag, and makes no sound. */
  isFollowUp: boolean;
  /** The person who did it, where one did: who did it themselves need not be told aloud. */
  by?: string;
}

const states: Record<string, string> = { ACTIVE: "trades again", REDUCING: "only reduces", HALTED: "is halted" };

const kinds_of_alerts: Record<string, { kind: NotificationKind; title: string; path: string }> = {
  UNKNOWN_OUTCOME: {
    kind: "unknown_outcome",
    title: "The outcome of an order is unknown",
    path: "/portfolio/reconciliation",
  },
  UNPROTECTED: { kind: "unprotected", title: "A position is not protected", path: "/portfolio" },
  AGENT: { kind: "agent", title: "An agent needs somebody", path: "/swarm" },
};

/** An approval that waits, or what became of one that did. A row of the ledger does not say what it is about. */
export function approvalNotice(approval: Approval): Notice {
  const { approval_id, state, side, quantity_max, instrument, account, proposer, worst_price, decided_by } = approval;
  const verb = side === "BUY" ? "Buy" : "Sell";
  const by = decided_by ? ` by ${decided_by.name}` : "";
  const titles: Record<Approval["state"], string> = {
    open: "An approval waits",
    granted: `Approved${by}`,
    declined: `Declined${by}`,
    expired: "An approval expired",
  };
  const end = state === "expired" ? ": nobody decided in time, and nothing was sent" : "";
  const what = `${instrument} in ${account}, proposed by ${nameText(proposer.name)}`;
  return {
    kind: state === "expired" ? "approval_expired" : "approval_waiting",
    title: titles[state],
    body: `${verb} ${quantity_max} ${what}, at worst at ${worst_price}${end}`,
    discreet: `${verb} ${what}${end}`,
    tag: `approval ${approval_id}`,
    path: "/approvals",
    isFollowUp: state === "granted" || state === "declined",
  };
}

/** What a row of the ledger is worth telling; most are not. Approvals have `approvalNotice`. */
export function noticeOf(event: LedgerEvent): Notice | undefined {
  const { kind, message, seq } = event;
  const { text } = fieldsOf(event);
  const of = (
    told: NotificationKind,
    title: string,
    tag: string,
    path: string,
    more: Partial<Notice> = {},
  ): Notice => ({ kind: told, title, body: message, discreet: "See the desk.", tag, path, isFollowUp: false, ...more });
  switch (kind) {
    case "DeskStateSet":
      return stateOf(event, "The desk", "state desk");
    case "AccountStateSet":
      return stateOf(event, `Account ${event.account ?? event.subject}`, `state ${event.account ?? event.subject}`);
    case "DailyLossTripped":
      return of("limit_tripped", "A day's loss limit was reached", `loss ${event.subject}`, "/settings/limits");
    case "LossStreakTripped":
      return of("limit_tripped", "A loss streak stopped new exposure", `streak ${event.subject}`, "/settings/users");
    case "OrderFilled":
      return of("fill", "An order filled", `fill ${event.subject}`, "/portfolio");
    case "AlertRaised": {
      if (text("severity") !== "critical") return undefined;
      const known = kinds_of_alerts[text("code")] ?? { kind: "alert" as const, title: "A critical alert", path: "/" };
      return of(known.kind, known.title, `alert ${seq}`, known.path);
    }
    default:
      return undefined;
  }
}

function stateOf(event: LedgerEvent, who: string, tag: string): Notice {
  const { text, actor } = fieldsOf(event);
  const name = actor("by");
  return {
    kind: "trading_state",
    title: `${who} ${states[text("state").toUpperCase()] ?? "changed its state"}`,
    body: event.message,
    discreet: name === "" ? "See the desk." : `By ${name}.`,
    tag,
    path: "/",
    isFollowUp: false,
    ...(name === "" ? {} : { by: name }),
  };
}
