import { expect, test } from "vitest";
import type { Agent, Approval, LedgerEvent, Status } from "../api/types";
import { createDeskStore, type Desk } from "../store/desk";
import { Watch } from "./watch";

const now = Date.UTC(2025, 3, 3, 12);
const at = (ms: number) => new Date(now + ms).toISOString();

function desk(change: Partial<Desk>): Desk {
  const store = createDeskStore();
  store.set({ connection: { phase: "open", since: now, heard: now }, ...change });
  return store.get();
}

const row = (seq: number, kind: string, change: object = {}): LedgerEvent =>
  ({ seq, time: at(-1000), kind, subject: "desk", message: `row ${seq}`, data: {}, hash: "", ...change }) as LedgerEvent;

const halted = { state: "HALTED", by: { kind: "human", name: "alice" }, reason: "lunch" };

const approval = (state: Approval["state"], change: Partial<Approval> = {}): Approval =>
  ({
    approval_id: "a1",
    intent_id: "i1",
    account: "paper",
    instrument: "BTCUSDT",
    side: "BUY",
    quantity_max: "0.02",
    worst_price: "97000",
    proposer: { kind: "agent", name: "online_trading" },
    state,
    ...change,
  }) as Approval;

const market = (is_healthy: boolean) => ({ market: { message: "no quote", is_healthy } }) as Status;

test("what is there at the first look is no news", () => {
  const watch = new Watch();
  const before = desk({ ledger: [row(1, "DeskStateSet", { data: halted })], approvals: [approval("open")] });
  expect(watch.look(before, now)).toEqual([]);
});

test("a row that arrives is told once, with who did it", () => {
  const watch = new Watch();
  watch.look(desk({ ledger: [row(1, "DayStarted")] }), now);
  const after = desk({ ledger: [row(2, "DeskStateSet", { data: halted }), row(1, "DayStarted")] });
  expect(watch.look(after, now)).toMatchObject([{ kind: "trading_state", title: "The desk is halted", by: "alice" }]);
  expect(watch.look(after, now)).toEqual([]);
});

test.each([
  [10 * 60_000 - 1, 1],
  [10 * 60_000, 0],
])("a row that is %i ms old when it arrives makes %i notices", (age, count) => {
  const watch = new Watch();
  watch.look(desk({ ledger: [] }), now);
  const late = row(1, "DeskStateSet", { data: halted, time: at(-age) });
  expect(watch.look(desk({ ledger: [late] }), now)).toHaveLength(count);
});

test("rows are told in the order in which they happened", () => {
  const watch = new Watch();
  watch.look(desk({ ledger: [] }), now);
  const trips = [row(2, "LossStreakTripped", { subject: "agent a" }), row(1, "DailyLossTripped", { subject: "account b" })];
  expect(watch.look(desk({ ledger: trips }), now).map(({ tag }) => tag)).toEqual(["loss account b", "streak agent a"]);
});

test("an approval is told when it comes, and when it ends under the same tag", () => {
  const watch = new Watch();
  watch.look(desk({ approvals: [] }), now);
  const [asked] = watch.look(desk({ approvals: [approval("open")] }), now);
  expect(asked).toMatchObject({ kind: "approval_waiting", tag: "approval a1", isFollowUp: false });
  expect(asked?.body).toContain("0.02");
  expect(asked?.discreet).toBe("Buy BTCUSDT in paper, proposed by online trading");
  const [ended] = watch.look(desk({ approvals: [approval("expired")] }), now);
  expect(ended).toMatchObject({ kind: "approval_expired", tag: "approval a1", isFollowUp: false });
  expect(watch.look(desk({ approvals: [approval("expired")] }), now)).toEqual([]);
});

test("one that was granted only ends what was told", () => {
  const watch = new Watch();
  watch.look(desk({ approvals: [approval("open")] }), now);
  const decided_by = { kind: "human", name: "alice" } as const;
  const [ended] = watch.look(desk({ approvals: [approval("granted", { decided_by })] }), now);
  expect(ended).toMatchObject({ title: "Approved by alice", isFollowUp: true });
});

test("prices that stay away for ten seconds are told, and their return", () => {
  const watch = new Watch();
  expect(watch.look(desk({ status: market(false) }), now)).toEqual([]);
  expect(watch.look(desk({ status: market(false) }), now + 9_999)).toEqual([]);
  expect(watch.look(desk({ status: market(false) }), now + 10_000)).toMatchObject([{ title: "Prices are lost" }]);
  expect(watch.look(desk({ status: market(false) }), now + 20_000)).toEqual([]);
  expect(watch.look(desk({ status: market(true) }), now + 21_000)).toMatchObject([{ title: "Prices are back" }]);
});

test("prices that are back at once were never missed", () => {
  const watch = new Watch();
  watch.look(desk({ status: market(false) }), now);
  expect(watch.look(desk({ status: market(true) }), now + 9_000)).toEqual([]);
});

test("while the desk is not heard nothing is said of its prices", () => {
  const watch = new Watch();
  const closed = { phase: "closed", since: now, heard: now } as const;
  watch.look(desk({ status: market(false), connection: closed }), now);
  expect(watch.look(desk({ status: market(false), connection: closed }), now + 60_000)).toEqual([]);
});

test("an agent that stops is told; one that was stopped before is not", () => {
  const watch = new Watch();
  const agent = (name: string, state: Agent["state"]) => ({ name, state }) as Agent;
  watch.look(desk({ agents: [agent("buy_bot", "running"), agent("monitor", "stopped")] }), now);
  const after = desk({ agents: [agent("buy_bot", "stopped"), agent("monitor", "stopped")] });
  expect(watch.look(after, now)).toMatchObject([{ title: "Agent buy bot stopped", path: "/swarm/buy_bot" }]);
});

test.each([
  ["warning", "AGENT", undefined],
  ["critical", "AGENT", "agent"],
  ["critical", "UNPROTECTED", "unprotected"],
  ["critical", "UNKNOWN_OUTCOME", "unknown_outcome"],
  ["critical", "STRAY_ORDER", "alert"],
])("an alert that is %s of code %s is told as %s", (severity, code, kind) => {
  const watch = new Watch();
  watch.look(desk({ ledger: [] }), now);
  const [told] = watch.look(desk({ ledger: [row(1, "AlertRaised", { data: { severity, code } })] }), now);
  expect(told?.kind).toBe(kind);
});
