import { describe, expect, test } from "vitest";
import { actionsOf, safePath } from "./actions";
import { pressedPath, readMessage } from "./message";

const now = Date.UTC(2025, 3, 3, 12);
const message = (change: object = {}) =>
  JSON.stringify({
    kind: "approval_waiting",
    title: "An approval waits",
    body: "Buy BTCUSDT in paper",
    time: "2025-04-03T11:59:30.000Z",
    expires: "2025-04-03T12:00:30.000Z",
    path: "/approvals",
    tag: "approval a1",
    approval_id: "a1",
    is_silent: false,
    ...change,
  });

test("a message is shown as the desk wrote it, and stays until somebody answers", () => {
  const { title, options } = readMessage(message(), now);
  expect(title).toBe("An approval waits");
  expect(options).toMatchObject({
    body: "Buy BTCUSDT in paper",
    tag: "approval a1",
    renotify: true,
    silent: false,
    requireInteraction: true,
    data: { path: "/approvals" },
  });
});

test("what ends an earlier one is silent, in its place", () => {
  const { options } = readMessage(message({ is_silent: true, title: "Approved by alice" }), now);
  expect(options).toMatchObject({ silent: true, renotify: false, requireInteraction: false, tag: "approval a1" });
});

test.each([
  ["2025-04-03T12:00:00.001Z", false],
  ["2025-04-03T12:00:00.000Z", true],
])("one that ends at %s is too late by now: %s", (expires, isLate) => {
  const { options } = readMessage(message({ expires }), now);
  expect(options.body?.startsWith("Too late")).toBe(isLate);
  expect(options.silent).toBe(isLate);
});

test.each([undefined, "", "no json", "null", "[]", "7", "{}", '{"title":7,"path":["x"]}'])(
  "%j is shown all the same, and leads to the overview",
  (text) => {
    const { title, options } = readMessage(text, now);
    expect(title).toBe("swarmdesk");
    expect(options.data).toEqual({ path: "/" });
    expect(options.tag).toBeUndefined();
  },
);

describe("addresses", () => {
  test.each(["/", "/approvals", "/markets/BTCUSDT", "/portfolio?x=1#y", "/swarm/buy_bot"])("%s is one of this page", (path) =>
    expect(safePath(path)).toBe(path),
  );
  test.each([
    "",
    "approvals",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/x y",
    "/" + "a".repeat(300),
    7,
    undefined,
  ])("%j is none, and leads to the overview", (path) => expect(safePath(path)).toBe("/"));

  test("a button leads to its own, the rest of it to what it is about", () => {
    expect(pressedPath("/settings/limits", { path: "/approvals" })).toBe("/settings/limits");
    expect(pressedPath("", { path: "/approvals" })).toBe("/approvals");
    expect(pressedPath("", null)).toBe("/");
    expect(pressedPath("//evil.example", {})).toBe("/");
  });
});

test("each kind has a way to what one would look at, and a way to hear less", () => {
  for (const kind of ["approval_waiting", "trading_state", "limit_tripped", "fill", "nonsense"]) {
    const actions = actionsOf(kind);
    expect(actions.length).toBeLessThanOrEqual(2);
    expect(actions.at(-1)?.action).toBe("/settings/notifications");
    for (const { action } of actions) expect(safePath(action)).toBe(action);
  }
});
