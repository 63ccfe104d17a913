import { expect, test } from "vitest";
import type { Alert, Approval, Candles, Intent, LedgerEvent, Order, Quote, StreamMessage } from "../api/types";
import { createDeskStore, type Desk } from "./desk";
import { folded } from "./fold";

const now = Date.parse("2026-01-02T12:00:00.000Z");
const time = new Date(now).toISOString();
const begin = (part: Partial<Desk> = {}): Desk => ({ ...createDeskStore().get(), ...part });
const event = (seq: number, kind: string, change: Partial<LedgerEvent> = {}): StreamMessage => ({
  type: "event",
  seq,
  time,
  kind,
  subject: "i1",
  message: "",
  data: {},
  hash: "",
  ...change,
});
const quote = (instrument: string, bid: string): StreamMessage =>
  ({ type: "quote", venue: "paper", instrument, bid, ask: bid, time, age_ms: 0 }) as StreamMessage;
const fold = (desk: Desk, ...messages: StreamMessage[]) => folded(desk, messages, now);

test("no message changes nothing", () => {
  expect(fold(begin())).toEqual({});
});

test("only what the messages say is changed", () => {
  expect(Object.keys(fold(begin(), quote("BTCUSDT", "1")))).toEqual(["quotes"]);
});

test("of several quotes the last one counts, and another instrument's stays the same object", () => {
  const eth = { instrument: "ETHUSDT" } as Quote;
  const before = begin({ quotes: { ETHUSDT: eth } });
  const { quotes } = fold(before, quote("BTCUSDT", "1"), quote("BTCUSDT", "2"));
  expect(quotes?.["BTCUSDT"]?.bid).toBe("2");
  expect(quotes?.["ETHUSDT"]).toBe(eth);
  expect(before.quotes["BTCUSDT"]).toBeUndefined();
});

test("a quote moves the candle that is looked at, and no other's", () => {
  const candle = { open_time: time, open: "10", high: "10", low: "10", close: "10", volume: "1" };
  const candles = { venue: "paper", instrument: "BTCUSDT", interval_ms: 60_000, items: [candle] } as Candles;
  expect(fold(begin({ candles }), quote("BTCUSDT", "12")).candles?.items.at(-1)).toMatchObject({ high: "12", close: "12" });
  expect(fold(begin({ candles }), quote("ETHUSDT", "12")).candles).toBeUndefined();
});

test("a complete candle is taken only at the interval that is looked at", () => {
  const candle = { open_time: time, open: "1", high: "1", low: "1", close: "1", volume: "1" };
  const candles = { venue: "paper", instrument: "BTCUSDT", interval_ms: 60_000, items: [] } as unknown as Candles;
  const said = (interval_ms: number) =>
    fold(begin({ candles }), { type: "candle", venue: "paper", instrument: "BTCUSDT", interval_ms, ...candle } as StreamMessage);
  expect(said(60_000).candles?.items).toHaveLength(1);
  expect(said(300_000).candles).toBeUndefined();
});

test("the desk's clock is kept as a difference from ours", () => {
  const status = { type: "status", state: "ACTIVE", time: new Date(now + 90_000).toISOString() } as StreamMessage;
  const change = fold(begin(), status);
  expect(change.clockOffset).toBe(90_000);
  expect(change.status).not.toHaveProperty("type");
});

test("the newest analysis of each instrument is kept", () => {
  const said = (instrument: string, number: number) => ({ type: "analysis", instrument, number }) as StreamMessage;
  const { analyses } = fold(begin(), said("BTCUSDT", 1), said("ETHUSDT", 2), said("BTCUSDT", 3));
  expect([analyses?.["BTCUSDT"]?.number, analyses?.["ETHUSDT"]?.number]).toEqual([3, 2]);
});

test("ledger rows are newest first, none twice, none older than what is there, at most five hundred", () => {
  const { ledger } = fold(begin(), event(1, "A"), event(2, "B"), event(2, "B"), event(1, "A"));
  expect(ledger?.map(({ seq }) => seq)).toEqual([2, 1]);
  const many = Array.from({ length: 501 }, (_, at) => event(at + 3, "C"));
  const full = fold(begin({ ledger: ledger! }), ...many).ledger;
  expect(full).toHaveLength(500);
  expect([full?.[0]?.seq, full?.at(-1)?.seq]).toEqual([503, 4]);
});

const pending = {
  approvals: [{ intent_id: "i1", state: "open" } as Approval, { intent_id: "i2", state: "open" } as Approval],
  intents: [{ intent_id: "i1", state: "PENDING_APPROVAL", is_final: false } as Intent],
  orders: [{ intent_id: "i1" } as Order, { intent_id: "i2" } as Order],
};

test.each([
  ["ApprovalGranted", "granted", "APPROVED", false],
  ["ApprovalDeclined", "declined", "DECLINED", true],
  ["ApprovalExpired", "expired", "EXPIRED", true],
])("after %s nothing waits that does not, and no ghost of an order is left", (kind, approval, intent, isFinal) => {
  const after = fold(begin(pending), event(1, kind));
  expect(after.approvals?.map(({ state }) => state)).toEqual([approval, "open"]);
  expect(after.intents?.[0]).toMatchObject({ state: intent, is_final: isFinal });
  expect(after.orders?.map(({ intent_id }) => intent_id)).toEqual(isFinal ? ["i2"] : ["i1", "i2"]);
});

test("a decision about what is not known leaves the lists as they are", () => {
  const before = begin(pending);
  const after = fold(before, event(1, "ApprovalGranted", { subject: "other" }));
  expect(after.approvals).toBe(before.approvals);
  expect(after.intents).toBe(before.intents);
});

test("an alert comes whole from its row, in front of the others, and twenty are kept", () => {
  const data = { severity: "critical", source: "monitor", code: "FEED_LOST", message: "no prices", instrument: "paper:BTCUSDT" };
  const alerts = Array.from({ length: 20 }, (_, at) => ({ seq: at }) as Alert);
  const after = fold(begin({ alerts }), event(30, "AlertRaised", { data: data as unknown as LedgerEvent["data"], account: "paper" })).alerts;
  expect(after).toHaveLength(20);
  expect(after?.[0]).toEqual({
    seq: 30,
    time,
    severity: "critical",
    source: "monitor",
    code: "FEED_LOST",
    message: "no prices",
    account: "paper",
    venue: "paper",
    instrument: "BTCUSDT",
  });
});

test("an alert of an unknown severity, without data, is information in the row's own words", () => {
  const data = { severity: "loud" } as unknown as LedgerEvent["data"];
  const [alert] = fold(begin(), event(1, "AlertRaised", { data, message: "words" })).alerts ?? [];
  expect(alert).toMatchObject({ severity: "info", message: "words", code: "" });
  expect(alert).not.toHaveProperty("venue");
});
