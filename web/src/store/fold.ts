import type { Alert, Approval, Intent, IntentState, LedgerEvent, StreamMessage } from "../api/types";
import { grown, withCandle } from "./candles";
import type { Desk } from "./desk";

const ledger_rows_max = 500;
const alerts_max = 20;

/** What the desk looks like after these messages: all that changes, as one change. */
export function folded(desk: Desk, messages: readonly StreamMessage[], now: number): Partial<Desk> {
  const change: Partial<Desk> = {};
  const get = <K extends keyof Desk>(name: K): Desk[K] => (name in change ? change[name] : desk[name]) as Desk[K];
  let quotes: Record<string, Desk["quotes"][string]> | undefined;
  const events: LedgerEvent[] = [];
  for (const message of messages) {
    switch (message.type) {
      case "status": {
        const { type: _, ...status } = message;
        change.status = status;
        change.clockOffset = Date.parse(status.time) - now;
        break;
      }
      case "event": {
        const { type: _, ...event } = message;
        events.push(event);
        break;
      }
      case "quote": {
        quotes ??= { ...desk.quotes };
        quotes[message.instrument] = message;
        const candles = get("candles");
        if (candles?.instrument === message.instrument)
          change.candles = { ...candles, items: grown(candles.items, candles.interval_ms, message).items };
        break;
      }
      case "candle": {
        const candles = get("candles");
        if (candles?.instrument === message.instrument && candles.interval_ms === message.interval_ms)
          change.candles = { ...candles, items: withCandle(candles.items, message) };
        break;
      }
      case "agents":
        change.agents = message.items;
        break;
      case "analysis":
        change.analyses = { ...get("analyses"), [message.instrument]: message };
        break;
      case "models":
        change.models = message;
        break;
    }
  }
  if (quotes) change.quotes = quotes;
  return events.length > 0 ? { ...change, ...withEvents(desk, events) } : change;
}

/** Rows of the ledger say some things whole; what they only hint at, the feed asks for. */
function withEvents(desk: Desk, events: readonly LedgerEvent[]): Partial<Desk> {
  let newest = desk.ledger?.[0]?.seq ?? -1;
  const fresh = events.filter(({ seq }) => seq > newest && (newest = seq) === seq);
  let { alerts, approvals, intents, orders } = desk;
  for (const event of fresh) {
    if (event.kind === "AlertRaised") alerts = [alertOf(event), ...(alerts ?? [])].slice(0, alerts_max);
    const decided = decisions[event.kind];
    if (decided) {
      approvals = replaced(approvals, "intent_id", event.subject, { state: decided.approval });
      intents = replaced(intents, "intent_id", event.subject, { state: decided.intent, is_final: decided.isFinal });
      // What was declined in time never was an order.
      if (decided.isFinal) orders = orders?.filter(({ intent_id }) => intent_id !== event.subject);
    }
  }
  const ledger = [...fresh.toReversed(), ...(desk.ledger ?? [])].slice(0, ledger_rows_max);
  return { ledger, alerts, approvals, intents, orders };
}

const decisions: Record<string, { approval: Approval["state"]; intent: IntentState; isFinal: boolean }> = {
  ApprovalGranted: { approval: "granted", intent: "APPROVED", isFinal: false },
  ApprovalDeclined: { approval: "declined", intent: "DECLINED", isFinal: true },
  ApprovalExpired: { approval: "expired", intent: "EXPIRED", isFinal: true },
};

function replaced<T extends Approval | Intent, K extends keyof T>(
  rows: T[] | undefined,
  key: K,
  value: T[K],
  change: Partial<T>,
): T[] | undefined {
  if (!rows?.some((row) => row[key] === value)) return rows;
  return rows.map((row) => (row[key] === value ? { ...row, ...change } : row));
}

function alertOf({ seq, time, account, data, message }: LedgerEvent): Alert {
  const text = (name: string, otherwise: string) => (typeof data[name] === "string" ? String(data[name]) : otherwise);
  const severity = text("severity", "info");
  const [venue, instrument] = text("instrument", "").split(":");
  return {
    seq,
    time,
    severity: severity === "warning" || severity === "critical" ? severity : "info",
    source: text("source", ""),
    code: text("code", ""),
    message: text("message", message),
    ...(account === undefined ? {} : { account }),
    ...(venue && instrument ? { venue, instrument } : {}),
  };
}
