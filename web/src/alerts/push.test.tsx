import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Client } from "../api/client";
import { Problem } from "../api/problem";
import type { NotificationSettings } from "../api/types";
import { choices, isPushedTo, pushedAs } from "./choices";
import { keyBytes, startPush, stopPush, syncPush } from "./push";

const key = new Uint8Array(65).fill(7);
key[0] = 4;
const key_text = btoa(String.fromCharCode(...key)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const settings = (ids: readonly [id: string, isOwn: boolean][]) =>
  ({ subscriptions: ids.map(([id, is_of_this_token]) => ({ id, is_of_this_token })) }) as NotificationSettings;

function fakeSubscription(applicationServerKey: ArrayBuffer) {
  return {
    endpoint: "https://push.example.com/1",
    options: { applicationServerKey },
    unsubscribe: vi.fn().mockResolvedValue(true),
    toJSON: () => ({ endpoint: "https://push.example.com/1", keys: { p256dh: "p", auth: "a" } }),
  };
}

/** A browser that can be pushed to, and a desk that takes it. */
function browser(existing: ReturnType<typeof fakeSubscription> | null = null) {
  const made = fakeSubscription(key.buffer);
  let current = existing;
  const pushManager = {
    getSubscription: vi.fn(async () => current),
    subscribe: vi.fn(async () => (current = made)),
  };
  const shown = { close: vi.fn() };
  const registration = { active: {}, pushManager, getNotifications: vi.fn().mockResolvedValue([shown]) };
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("Notification", { permission: "granted" });
  const serviceWorker = { getRegistration: async () => registration };
  vi.stubGlobal("navigator", { userAgent: "Firefox/140.0 (X11; Linux)", serviceWorker });
  const client = {
    pushKey: vi.fn().mockResolvedValue(key_text),
    addPushSubscription: vi.fn().mockResolvedValue({ id: "s1" }),
    removePushSubscription: vi.fn().mockResolvedValue({}),
    notificationSettings: vi.fn().mockResolvedValue(settings([["s1", true]])),
  };
  return { client: client as unknown as Client & typeof client, pushManager, made, shown };
}

beforeEach(() => {
  localStorage.clear();
  choices.set({ settings: undefined });
});
afterEach(() => vi.unstubAllGlobals());

test("the desk's key is read as the bytes it stands for", () => expect(keyBytes(key_text)).toEqual(key));

test("a browser subscribes with the desk's key, visibly, and the desk is told", async () => {
  const { client, pushManager } = browser();
  await startPush(client);
  expect(pushManager.subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: key });
  expect(client.addPushSubscription).toHaveBeenCalledWith({
    endpoint: "https://push.example.com/1",
    keys: { p256dh: "p", auth: "a" },
    name: expect.any(String),
  });
  expect(pushedAs.read()).toEqual({ id: "s1", endpoint: "https://push.example.com/1" });
  expect(isPushedTo()).toBe(true);
});

test("a subscription that is there is used, and one made with another key is made anew", async () => {
  const same = browser(fakeSubscription(key.buffer));
  await startPush(same.client);
  expect(same.pushManager.subscribe).not.toHaveBeenCalled();
  const old = fakeSubscription(new Uint8Array(65).buffer);
  const other = browser(old);
  await startPush(other.client);
  expect(old.unsubscribe).toHaveBeenCalled();
  expect(other.pushManager.subscribe).toHaveBeenCalled();
});

test("what the desk does not take is undone in the browser", async () => {
  const { client, made } = browser();
  client.addPushSubscription.mockRejectedValue(new Problem(409, "too_many_subscriptions", "Too many browsers", ""));
  await expect(startPush(client)).rejects.toMatchObject({ code: "too_many_subscriptions" });
  expect(made.unsubscribe).toHaveBeenCalled();
  expect(pushedAs.read()).toBeUndefined();
});

test("a push service that cannot be reached says so", async () => {
  const { client, pushManager } = browser();
  pushManager.subscribe.mockRejectedValue(new Error("push service not available"));
  await expect(startPush(client)).rejects.toMatchObject({ code: "NO_PUSH_SERVICE" });
});

test("stopping ends it in the browser and at the desk, and takes away what is shown", async () => {
  const { client, made, shown } = browser();
  await startPush(client);
  await stopPush(client);
  expect(made.unsubscribe).toHaveBeenCalled();
  expect(client.removePushSubscription).toHaveBeenCalledWith("s1");
  expect(shown.close).toHaveBeenCalled();
  expect(pushedAs.read()).toBeUndefined();
});

test("it ends in the browser even where the desk does not answer", async () => {
  const { client, made } = browser();
  await startPush(client);
  client.removePushSubscription.mockRejectedValue(Problem.offline());
  await expect(stopPush(client)).rejects.toMatchObject({ code: "OFFLINE" });
  expect(made.unsubscribe).toHaveBeenCalled();
});

const address = "https://push.example.com/1";

test.each([
  ["is there", [["s1", true]], address, 0],
  ["was dropped", [], address, 1],
  ["was another token's", [["s1", false]], address, 1],
  ["has an address this browser gave up", [["s1", true]], "https://push.example.com/0", 1],
] as const)("where the desk's side of it %s, it is told as needed", async (_, ids, endpoint, times) => {
  const { client } = browser(fakeSubscription(key.buffer));
  pushedAs.keep({ id: "s1", endpoint });
  choices.set({ settings: settings(ids.map(([id, isOwn]) => [id, isOwn])) });
  await syncPush(client);
  expect(client.addPushSubscription).toHaveBeenCalledTimes(times);
});

test("nobody is subscribed who did not ask for it", async () => {
  const { client } = browser();
  choices.set({ settings: settings([]) });
  await syncPush(client);
  expect(client.addPushSubscription).not.toHaveBeenCalled();
});
