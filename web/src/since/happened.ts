import type { LedgerEvent } from "../api/types";

/** Something that happened since, in words, and where it can be looked at. */
export interface Happening {
  text: string;
  tone: "up" | "down" | "warn" | "accent" | "quiet";
  href: string;
}

interface Rule {
  kind: RegExp;
  one: string;
  many: string;
  tone: Happening["tone"];
  href: string;
  counts?(event: LedgerEvent): boolean;
}

const is_loud = ({ data }: LedgerEvent) => data["severity"] === "critical" || data["severity"] === "warning";

/** In the order in which somebody wants to know them. */
const rules: readonly Rule[] = [
  { kind: /^OrderUnknown$/, one: "order has no known outcome", many: "orders have no known outcome", tone: "down", href: "/portfolio/reconciliation" },
  { kind: /^(DailyLoss|LossStreak)Tripped$/, one: "loss limit tripped", many: "loss limits tripped", tone: "down", href: "/approvals" },
  { kind: /^(Desk|Account)StateSet$/, one: "change of the trading state", many: "changes of the trading state", tone: "warn", href: "/ledger?words=StateSet" },
  { kind: /^AlertRaised$/, one: "warning", many: "warnings", tone: "warn", href: "/ledger?kind=AlertRaised", counts: is_loud },
  { kind: /^ApprovalExpired$/, one: "approval expired unanswered", many: "approvals expired unanswered", tone: "warn", href: "/approvals/history?state=expired" },
  { kind: /^ApprovalGranted$/, one: "approval granted", many: "approvals granted", tone: "up", href: "/approvals/history?state=granted" },
  { kind: /^ApprovalDeclined$/, one: "approval declined", many: "approvals declined", tone: "quiet", href: "/approvals/history?state=declined" },
  { kind: /^OrderFilled$/, one: "fill", many: "fills", tone: "accent", href: "/ledger?kind=OrderFilled" },
  { kind: /^IntentDenied$/, one: "intent denied by a rail", many: "intents denied by rails", tone: "quiet", href: "/ledger?kind=IntentDenied" },
  { kind: /^OrderRejected$/, one: "order rejected by the venue", many: "orders rejected by the venue", tone: "warn", href: "/ledger?kind=OrderRejected" },
  { kind: /^Limit(Tightened|sLoosened)$/, one: "limit changed", many: "limits changed", tone: "warn", href: "/approvals/rules" },
  { kind: /^SettingChanged$/, one: "setting changed", many: "settings changed", tone: "quiet", href: "/ledger?kind=SettingChanged" },
];

/** What a person may have missed among these events. */
export function happened(events: readonly LedgerEvent[]): Happening[] {
  return rules.flatMap(({ kind, one, many, tone, href, counts }) => {
    const count = events.filter((event) => kind.test(event.kind) && (counts?.(event) ?? true)).length;
    return count === 0 ? [] : [{ text: `${count} ${count === 1 ? one : many}`, tone, href }];
  });
}
