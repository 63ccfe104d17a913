import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { browserName, linkSecret, signInFromAddress, token } from "./token";

beforeEach(() => {
  token.forget();
  history.replaceState(null, "", "/");
});
afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: unknown) {
  const fetch = vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status })));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

test("a token in the address is kept and leaves the address bar", async () => {
  history.replaceState(null, "", "/#token=sd_abc");
  expect(await signInFromAddress(window.location, window.history)).toBeUndefined();
  expect(token.read()).toBe("sd_abc");
  expect(window.location.hash).toBe("");
});

test("an address without one changes nothing", async () => {
  token.keep("kept");
  history.replaceState(null, "", "/#ledger");
  await signInFromAddress(window.location, window.history);
  expect(token.read()).toBe("kept");
  expect(window.location.hash).toBe("#ledger");
});

test("a link is exchanged for a token of the browser's own and leaves the address bar", async () => {
  const fetch = answering(201, { token: "sd_mine" });
  history.replaceState(null, "", "/#link=sl_once");
  const signing = signInFromAddress(window.location, window.history);
  expect(window.location.hash).toBe("");
  expect(await signing).toBeUndefined();
  expect(token.read()).toBe("sd_mine");
  const [request] = fetch.mock.calls[0] as unknown as [Request];
  expect(new URL(request.url).pathname).toBe("/api/v1/session");
  expect(await request.json()).toMatchObject({ link: "sl_once" });
});

test("a link that was used signs nobody in and says why", async () => {
  answering(403, { code: "bad_link", title: "The link does not sign in", detail: "It was used." });
  history.replaceState(null, "", "/#link=sl_used");
  const problem = await signInFromAddress(window.location, window.history);
  expect(problem?.code).toBe("bad_link");
  expect(token.read()).toBeUndefined();
});

test("a browser is called by its name", () => {
  expect(browserName("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox on Linux");
  expect(browserName("Mozilla/5.0 (Macintosh) AppleWebKit/605 (KHTML, like Gecko) Version/18 Safari/605")).toBe(
    "Safari on macOS",
  );
  expect(browserName("curl/8")).toBe("Browser on an unknown system");
});

test("a browser stays signed in where that was asked for, and forgets all of it on signing out", () => {
  token.keep("sd_mine", true);
  expect(token.stays()).toBe(true);
  expect(localStorage.getItem("swarmdesk.token")).toBe("sd_mine");
  expect(sessionStorage.getItem("swarmdesk.token")).toBeNull();
  token.keep("sd_rotated");
  expect(token.read()).toBe("sd_rotated");
  expect(token.stays()).toBe(true);
  token.forget();
  expect(token.read()).toBeUndefined();
});

test("staying is chosen and taken back with the token at hand", () => {
  token.keep("sd_mine");
  expect(token.stays()).toBe(false);
  token.setStays(true);
  expect([token.stays(), token.read()]).toEqual([true, "sd_mine"]);
  token.setStays(false);
  expect([token.stays(), token.read(), localStorage.getItem("swarmdesk.token")]).toEqual([false, "sd_mine", null]);
});

test("a tab that came in by itself does not sign out the browser that stays", () => {
  token.keep("sd_browser", true);
  token.keep("sd_tab", false);
  expect(token.read()).toBe("sd_tab");
  token.forget();
  expect(token.read()).toBe("sd_browser");
  token.forget();
});

test("a link may say that the browser stays signed in", async () => {
  answering(201, { token: "sd_mine" });
  history.replaceState(null, "", "/#link=sl_once&stay=1");
  await signInFromAddress(window.location, window.history);
  expect([token.read(), token.stays()]).toEqual(["sd_mine", true]);
});

test.each([
  ["sl_0a1b", "sl_0a1b"],
  [" http://127.0.0.1:8420/#link=sl_0a1b&stay=1 ", "sl_0a1b"],
  ["sd_0a1b", undefined],
  ["", undefined],
])("of %j the secret of a link is %s", (pasted, secret) => expect(linkSecret(pasted)).toBe(secret));
