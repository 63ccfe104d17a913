import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "./client";
import { asProblem } from "./problem";
import { isRepeatable, timeoutOf } from "./transport";

const sent: Request[] = [];
let answers: (() => Response | Promise<Response>)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  vi.stubGlobal("fetch", async (request: Request, { signal }: { signal: AbortSignal }) => {
    sent.push(request);
    const next = answers.shift();
    if (!next) return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return next();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const lost = () => {
  throw new TypeError("network");
};
const ok = () => Response.json({ intent_id: "i1" });
const order = {
  intent_id: "i1",
  account: "paper",
  instrument: "BTCUSDT",
  side: "BUY",
  type: "MARKET",
  quantity: "1",
} as const;

async function settled<T>(work: Promise<T>): Promise<T | string> {
  const result = work.catch((error: unknown) => asProblem(error).code);
  await vi.runAllTimersAsync();
  return result;
}

test("a proposal whose answer was lost is sent again, the same to the last digit", async () => {
  answers = [lost, ok];
  expect(await settled(new Client(() => "sd_x").propose(order))).toEqual({ intent_id: "i1" });
  expect(await Promise.all(sent.map((each) => each.json()))).toEqual([order, order]);
  expect(sent.map((each) => each.headers.get("Authorization"))).toEqual(["Bearer sd_x", "Bearer sd_x"]);
});

test("it is given up after the third time", async () => {
  answers = [lost, lost, lost, ok];
  expect(await settled(new Client(() => "sd_x").propose(order))).toBe("OFFLINE");
  expect(sent).toHaveLength(3);
});

test("what has no id of its own is sent once", async () => {
  answers = [lost, ok];
  expect(await settled(new Client(() => "sd_x").decline("a1"))).toBe("OFFLINE");
  expect(sent).toHaveLength(1);
});

test("a refusal is no reason to ask again", async () => {
  answers = [() => Response.json({ code: "HALTED", title: "Denied", detail: "" }, { status: 422 }), ok];
  expect(await settled(new Client(() => "sd_x").propose(order))).toBe("HALTED");
  expect(sent).toHaveLength(1);
});

test("a token the desk does not know is told of", async () => {
  const told = vi.fn();
  answers = [() => Response.json({ code: "bad_token" }, { status: 401 })];
  expect(await settled(new Client(() => "sd_x", told).me())).toBe("bad_token");
  expect(told).toHaveBeenCalledOnce();
});

test("a client that is stopped ends what is on its way", async () => {
  const client = new Client(() => "sd_x");
  const asked = client.me().catch((error: unknown) => asProblem(error).code);
  client.stop();
  expect(await asked).toBe("ABORTED");
});

test.each([
  ["GET", "/api/v1/orders", true],
  ["POST", "/api/v1/intents", true],
  ["POST", "/api/v1/intents/i1/cancel", true],
  ["POST", "/api/v1/intents/i1/settle", false],
  ["POST", "/api/v1/desk/halt", true],
  ["POST", "/api/v1/desk/resume", false],
  ["POST", "/api/v1/accounts/paper/halt", true],
  ["POST", "/api/v1/approvals/a1/approve", false],
  ["POST", "/api/v1/tokens", false],
])("%s %s may be sent again: %s", (method, path, may) => expect(isRepeatable(method, path)).toBe(may));

test.each([
  ["/api/v1/strategies/online_trading/mine/preview", 30_000],
  ["/api/v1/strategies/online_trading/mine/apply", 10_000],
  ["/api/v1/intents/preview", 10_000],
])("the answer to %s is waited for %d ms", (path, most_ms) => expect(timeoutOf(path)).toBe(most_ms));

test.each([
  ["7", 7],
  ["0", 0],
  ["Fri, 28 Nov 2026 00:00:00 GMT", undefined],
  ["-1", undefined],
  [undefined, undefined],
])("of Retry-After %j it knows %j", async (header, seconds) => {
  const headers: Record<string, string> = header === undefined ? {} : { "Retry-After": header };
  answers = [() => Response.json({ code: "RATE_LIMIT" }, { status: 429, headers })];
  const problem = await new Client(() => "sd_x").me().catch(asProblem);
  expect(problem).toMatchObject({ code: "RATE_LIMIT" });
  expect((problem as { retryAfter_s?: number }).retryAfter_s).toBe(seconds);
});
