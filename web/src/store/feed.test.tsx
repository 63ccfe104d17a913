import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Client } from "../api/client";
import { me, status } from "../test/desk";
import { createDeskStore } from "./desk";
import { Feed } from "./feed";

class FakeSocket {
  static made: FakeSocket[] = [];
  sent: unknown[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;
  constructor() {
    FakeSocket.made.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.onclose?.({ code: 1000 });
  }
  say(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const answers = { me, status, portfolio: {}, market: { quotes: [] }, analyses: { latest: [] } };

function open() {
  const asked: string[] = [];
  const client = new Proxy({} as Client, {
    get: (_, name: string) => async () => {
      asked.push(name);
      return name in answers ? answers[name as keyof typeof answers] : [];
    },
  });
  const store = createDeskStore();
  const feed = new Feed(store, client, () => "sd_x");
  feed.start();
  const socket = FakeSocket.made.at(-1)!;
  socket.onopen?.();
  return { store, feed, socket, asked };
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made = [];
  vi.stubGlobal("WebSocket", FakeSocket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the first word is the token, and after the welcome comes the subscription", () => {
  const { socket, feed, store } = open();
  expect(socket.sent).toEqual([{ type: "auth", token: "sd_x" }]);
  expect(store.get().connection.phase).toBe("connecting");
  socket.say({ type: "welcome", ...me });
  expect(socket.sent[1]).toMatchObject({ type: "subscribe" });
  expect(store.get().connection.phase).toBe("open");
  feed.stop();
});

test("a burst of ledger rows becomes one question per resource", async () => {
  const { socket, feed, asked } = open();
  socket.say({ type: "welcome", ...me });
  await vi.advanceTimersByTimeAsync(10);
  asked.length = 0;
  for (let seq = 1; seq <= 50; seq++) socket.say({ type: "event", seq, kind: "OrderFilled", message: "", time: "" });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.filter((name) => name === "fills")).toHaveLength(1);
  expect(asked).not.toContain("signals");
  feed.stop();
});

test("ledger rows are kept newest first, and one that comes twice once", async () => {
  const { socket, feed, store } = open();
  socket.say({ type: "welcome", ...me });
  await vi.advanceTimersByTimeAsync(10);
  for (const seq of [1, 2, 2]) socket.say({ type: "event", seq, kind: "DayStarted", message: "", time: "" });
  await vi.advanceTimersByTimeAsync(200);
  expect(store.get().ledger?.map((event) => event.seq)).toEqual([2, 1]);
  feed.stop();
});

test("a lost connection is made again, and a stopped feed stays away", async () => {
  const { socket, feed, store } = open();
  socket.say({ type: "welcome", ...me });
  socket.close();
  expect(store.get().connection.phase).toBe("closed");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(FakeSocket.made).toHaveLength(2);
  feed.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSocket.made).toHaveLength(2);
});

test("the desk's clock is followed", async () => {
  const { socket, feed, store } = open();
  socket.say({ type: "status", ...status, time: new Date(Date.now() + 90_000).toISOString() });
  await vi.advanceTimersByTimeAsync(300);
  expect(store.get().clockOffset).toBeGreaterThan(89_000);
  feed.stop();
});

test.each([
  ["SettlementProposed", "reconciliation"],
  ["AdjustmentMade", "reconciliation"],
  ["ReconcileFinished", "reconciliation"],
  ["OrderUnknown", "reconciliation"],
  ["OrderSettled", "fills"],
  ["AccountOpened", "me"],
])("%s makes the page ask for %s again", async (kind, what) => {
  const { socket, feed, asked } = open();
  socket.say({ type: "welcome", ...me });
  await vi.advanceTimersByTimeAsync(10);
  asked.length = 0;
  socket.say({ type: "event", seq: 1, kind, message: "", time: "" });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toContain(what);
  feed.stop();
});

test("positions, orders and intents are those of all own accounts; sums are of the given one", async () => {
  const { socket, feed, asked } = open();
  const accounts = ["paper", "savings"].map((account) => ({ account, venue: "paper", state: "ACTIVE" }));
  socket.say({ type: "welcome", ...me, accounts });
  await vi.advanceTimersByTimeAsync(10);
  for (const name of ["positions", "orders", "intents", "reconciliation"])
    expect(asked.filter((each) => each === name)).toHaveLength(2);
  expect(asked.filter((each) => each === "portfolio")).toHaveLength(1);
  feed.stop();
});
