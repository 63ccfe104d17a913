import { fieldsOf } from "../api/eventFields";
import type { LedgerEvent, NotificationKind } from "../api/types";

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

/** What a row of the ledger is worth telling; most are not. */
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
  const approval = (told: NotificationKind, title: string, isFollowUp: boolean) =>
    of(told, title, `approval ${text("approval") || event.subject}`, "/approvals", { isFollowUp });
  switch (kind) {
    case "ApprovalRequested":
      return approval("approval_waiting", "An approval waits", false);
    case "ApprovalGranted":
      return approval("approval_waiting", "An approval was granted", true);
    case "ApprovalDeclined":
      return approval("approval_waiting", "An approval was declined", true);
    case "ApprovalExpired":
      return approval("approval_expired", "An approval expired", false);
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
