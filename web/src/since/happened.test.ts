import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LedgerEvent } from "../api/types";
import { happened } from "./happened";
import { lastLook } from "./lastLook";

const event = (kind: string, data: Record<string, unknown> = {}): LedgerEvent => ({
  seq: 1,
  time: "2025-04-03T09:00:00.000Z",
  kind,
  subject: "s",
  message: "",
  data: data as LedgerEvent["data"],
  hash: "",
});

test("what happened is counted by what it means, what is worse in front", () => {
  const events = [event("OrderFilled"), event("OrderFilled"), event("ApprovalExpired"), event("PricesMarked"), event("OrderUnknown")];
  expect(happened(events).map(({ text }) => text)).toEqual([
    "1 order has no known outcome",
    "1 approval expired unanswered",
    "2 fills",
  ]);
});

test("alerts that only inform are not warnings", () => {
  const raised = (severity: string) => event("AlertRaised", { severity });
  expect(happened([raised("info")])).toEqual([]);
  expect(happened([raised("info"), raised("warning"), raised("critical")])[0]?.text).toBe("2 warnings");
});

function storage() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => kept.set(key, text) };
}
beforeEach(() => {
  vi.stubGlobal("localStorage", storage());
  vi.stubGlobal("sessionStorage", storage());
});
afterEach(() => vi.unstubAllGlobals());

test("a look is read as it was kept", () => {
  expect(lastLook.read()).toBeUndefined();
  const look = { seq: 57, time: "2025-04-03T09:00:00.000Z", account: "paper", equity_usd: "10006" };
  lastLook.keep(look);
  expect(lastLook.read()).toEqual(look);
});

test("the look before a visit stays while later ones are kept, until another begins", () => {
  const at = (seq: number) => ({ seq, time: "2025-04-03T09:00:00.000Z", account: "paper" });
  expect(lastLook.before()).toBeUndefined();
  lastLook.keep(at(57));
  expect(lastLook.before()?.seq).toBe(57);
  lastLook.keep(at(60));
  expect(lastLook.before()?.seq).toBe(57);
  lastLook.begin(at(60));
  expect(lastLook.before()?.seq).toBe(60);
});

test.each(["nonsense", "null", "7", '{"seq":1.5,"time":"2025-04-03T09:00:00.000Z","account":"a"}', '{"seq":1,"time":"x","account":"a"}', '{"seq":1,"time":"2025-04-03"}'])(
  "%s is no look",
  (text) => {
    localStorage.setItem("swarmdesk.last-look", text);
    expect(lastLook.read()).toBeUndefined();
  },
);
