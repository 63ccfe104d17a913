import assert from "node:assert/strict";
import decodeQR from "qr/decode.js";
import { flaws } from "./look.mjs";

/** What the settings change, and how somebody is told who does not look. */
export function settingsCases({ desk, open, enter, visit, panel, phone, fitsThePhone, everyControlHasAName }) {
  const api = async (method, path, body) => {
    const headers = { Authorization: `Bearer ${desk.token}`, "Content-Type": "application/json" };
    const response = await fetch(`${desk.url}/api/v1${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    assert.ok(response.ok, `${path}: ${await response.clone().text()}`);
    return response.json();
  };

  /** Waits until `isThere` is so of the notifications that are shown. */
  async function shown(page, isThere) {
    const ends = Date.now() + Number(process.env.PATIENCE_MS ?? 15_000);
    for (;;) {
      const all = await page.evaluate(shownNotifications);
      if (isThere(all)) return all;
      assert.ok(Date.now() < ends, `shown is ${JSON.stringify(all)}`);
      await page.waitForTimeout(100);
    }
  }

  /** The worker's id in the browser, for DevTools. */
  async function workerOf(page) {
    // It is there before it works.
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
    const session = await page.context().newCDPSession(page);
    const found = new Promise((resolve) => {
      session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        if (registrations.length > 0) resolve(registrations.at(-1).registrationId);
      });
    });
    await session.send("ServiceWorker.enable");
    return { session, registrationId: await found };
  }

  const shownNotifications = async () => {
    const worker = await navigator.serviceWorker.getRegistration("/");
    const shown = (await worker?.getNotifications()) ?? [];
    return shown.map(({ title, body, tag, actions, data }) => ({ title, body, tag, data, actions: actions.map((each) => each.action) }));
  };

  /** Stands in for a push service that cannot be reached from here: hands out a subscription with keys of its own. */
  function standInForPush() {
    window.asked = [];
    let current = null;
    const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    PushManager.prototype.getSubscription = async () => current;
    PushManager.prototype.subscribe = async (options) => {
      window.asked.push({ isVisible: options.userVisibleOnly, key: text(options.applicationServerKey) });
      const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
      const keys = {
        p256dh: text(await crypto.subtle.exportKey("raw", pair.publicKey)),
        auth: text(crypto.getRandomValues(new Uint8Array(16))),
      };
      const endpoint = `https://push.example.com/${crypto.randomUUID()}`;
      current = {
        endpoint,
        options: { applicationServerKey: new Uint8Array(options.applicationServerKey).buffer },
        toJSON: () => ({ endpoint, keys }),
        async unsubscribe() {
          current = null;
          return true;
        },
      };
      return current;
    };
  }

  return {
    async "a limit is tightened after asking why, holds at once, and the change is told with who and why"() {
      const { page, close } = await open();
      await enter(page);
      await visit(page, "/settings/limits");
      const row = panel(page, "In force").getByRole("row", { name: /desk_admissions_per_hour_max/ });
      const before = Number((await row.locator(".limits__value").innerText()).replaceAll(",", ""));
      await row.getByRole("button", { name: /^Tighten/ }).click();
      const form = page.getByRole("form", { name: /^Tighten/ });
      await form.getByLabel(/^From/).fill(String(before));
      await form.getByText(/^Less than/).waitFor();
      await form.getByLabel(/^From/).fill(String(before - 1));
      await form.getByLabel(/^Why/).fill("tried by the browser");
      await everyControlHasAName(page);
      await form.getByRole("button", { name: /^Tighten to/ }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await row.getByText((before - 1).toLocaleString("en-US")).first().waitFor();
      await row.getByText("tightened").waitFor();
      const change = panel(page, "What changed").getByRole("row").nth(1);
      await change.getByText("tried by the browser").waitFor();
      await change.getByText("operator").waitFor();
      const { items } = await api("GET", "/limits");
      assert.equal(items.find(({ name }) => name === "desk_admissions_per_hour_max").value, String(before - 1));
      await close();
    },

    async "a user is made with a token that is shown once and lets in, and is shut out at once"() {
      const name = `e2e-${Date.now().toString(36)}`;
      const { page, close } = await open();
      await enter(page);
      await visit(page, "/settings/users");
      const users = panel(page, "Users");
      await users.getByRole("button", { name: "New user" }).click();
      await users.getByLabel("Name").fill(name);
      await users.getByLabel("Account").fill("paper");
      await users.getByRole("button", { name: "Viewer" }).click();
      await users.getByRole("button", { name: "Make the user" }).click();
      const secret = await users.getByLabel("Secret").inputValue();
      assert.match(secret, /^sd_[0-9a-f]{64}$/);
      await users.getByRole("button", { name: "Done" }).click();
      assert.ok(!(await page.content()).includes(secret), "the secret is still there");
      await users.getByRole("button", { name: `Shut out ${name}…` }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Shut out" }).click();
      await users.getByRole("row", { name: new RegExp(name) }).getByText("shut out").waitFor();
      if (!desk.isMock) {
        const { status } = await fetch(`${desk.url}/api/v1/me`, { headers: { Authorization: `Bearer ${secret}` } });
        assert.equal(status, 401);
      }
      await users.getByRole("button", { name: `Let in ${name}…` }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Let in" }).click();
      await users.getByRole("button", { name: `Shut out ${name}…` }).waitFor();
      await close();
    },

    async "a token is made and revoked on the settings page"() {
      const name = `e2e-${Date.now().toString(36)}`;
      const { page, close } = await open();
      await enter(page);
      await visit(page, "/settings/users");
      const tokens = page.getByRole("region", { name: "Tokens", exact: true });
      await tokens.getByRole("button", { name: "New token" }).click();
      await tokens.getByLabel(/^Name/).fill(name);
      await tokens.getByRole("button", { name: "Make the token" }).click();
      assert.match(await tokens.getByLabel("Secret").inputValue(), /^sd_[0-9a-f]{64}$/);
      await tokens.getByRole("button", { name: "Done" }).click();
      const row = tokens.getByRole("listitem").filter({ hasText: name });
      await row.getByRole("button", { name: /^Revoke/ }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
      await row.waitFor({ state: "detached" });
      await close();
    },

    async "an account is halted and resumed on the settings page"() {
      const { page, close } = await open();
      await enter(page);
      await visit(page, "/settings/users");
      const row = panel(page, "Accounts").getByRole("row", { name: /^paper/ });
      await row.getByRole("button", { name: "Halt account paper…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Halt the account" }).click();
      await row.getByText("halted", { exact: true }).waitFor();
      await page.getByRole("button", { name: /^Account paper, 1 stopped/ }).waitFor();
      await row.getByRole("button", { name: "Resume account paper…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Resume the account" }).click();
      await row.getByRole("button", { name: "Halt account paper…" }).waitFor();
      await close();
    },

    async "a code signs another browser in, which stays signed in, and the page says who came"() {
      const [{ page, close }, other] = [await open(), await open()];
      await enter(page);
      await visit(page, "/settings/sign-in");
      await page.getByRole("button", { name: "Make a code" }).click();
      const { size, path } = await page.locator(".qr").evaluate((svg) => ({
        size: svg.viewBox.baseVal.width,
        path: svg.querySelector("path").getAttribute("d"),
      }));
      await page.getByRole("timer").getByText(/^(10:00|9:5\d)/).waitFor();
      // Read as a camera does: from the picture alone.
      const scale = 6;
      const image = { width: size * scale, height: size * scale, data: new Uint8Array(4 * (size * scale) ** 2).fill(255) };
      for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h/g))
        for (let at = 0; at < scale * scale; at++) {
          const pixel = (Number(y) * scale + Math.floor(at / scale)) * image.width + Number(x) * scale + (at % scale);
          image.data.fill(0, 4 * pixel, 4 * pixel + 3);
        }
      const address = decodeQR(image);
      assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/#link=sl_[0-9a-f]{64}&stay=1$/);
      await other.page.goto(address);
      await other.page.locator(".state-badge").waitFor();
      assert.ok(!other.page.url().includes("link"));
      await page.getByText(/is signed in\.$/).waitFor();
      const tab = await other.page.context().newPage();
      await tab.goto(desk.url);
      await tab.locator(".state-badge").waitFor();
      await close();
      await other.close();
    },

    async "push: subscribed with the desk's own key, shown by the worker, opened where it leads, and ended by signing out"() {
      const { page, close } = await open();
      await page.context().grantPermissions(["notifications"], { origin: desk.url });
      await page.addInitScript(standInForPush);
      await enter(page);
      await visit(page, "/settings/notifications");
      const { session, registrationId } = await workerOf(page);
      await panel(page, "This browser").getByLabel("Push messages").click();
      const target = panel(page, "Where it goes").getByRole("listitem").filter({ hasText: "this one" });
      await target.getByText(/push\.example\.com/).waitFor();
      const { public_key } = await api("GET", "/notifications/push-key");
      assert.deepEqual(await page.evaluate(() => window.asked), [{ isVisible: true, key: public_key }]);

      const message = {
        kind: "approval_waiting",
        title: "An approval waits",
        body: "Buy BTCUSDT in paper",
        time: new Date().toISOString(),
        expires: new Date(Date.now() + 60_000).toISOString(),
        path: "/approvals",
        tag: "approval e2e",
        is_silent: false,
      };
      const deliver = (data) => session.send("ServiceWorker.deliverPushMessage", { origin: desk.url, registrationId, data });
      await deliver(JSON.stringify(message));
      const [asked] = await shown(page, (all) => all.length === 1);
      assert.deepEqual(asked, {
        title: message.title,
        body: message.body,
        tag: message.tag,
        data: { path: "/approvals" },
        actions: ["/portfolio", "/settings/notifications"],
      });
      // What was decided takes its place; what cannot be read is shown all the same.
      await deliver(JSON.stringify({ ...message, title: "Approved by operator", is_silent: true }));
      await deliver("not a message");
      const titles = (await shown(page, (all) => all.some(({ title }) => title === "swarmdesk"))).map(({ title }) => title);
      assert.deepEqual(titles.sort(), ["Approved by operator", "swarmdesk"]);

      const [worker] = page.context().serviceWorkers();
      await worker.evaluate(async () => {
        const [notification] = await self.registration.getNotifications({ tag: "approval e2e" });
        const press = new NotificationEvent("notificationclick", { notification, action: "" });
        // Only what a person pressed may wait.
        Object.defineProperty(press, "waitUntil", { value: () => {} });
        self.dispatchEvent(press);
      });
      await page.getByRole("heading", { level: 1, name: "Approvals" }).waitFor();
      const keptByWorker = await page.evaluate(() => caches.keys());
      assert.deepEqual(keptByWorker, []);

      await visit(page, "/settings");
      await page.getByRole("button", { name: "Sign out", exact: true }).click();
      await page.getByText("Paste your token to sign in.").waitFor();
      const { subscriptions } = await api("GET", "/notifications/settings");
      assert.deepEqual(subscriptions, []);
      await close();
    },

    async "axe finds nothing in what the settings open, and it fits a phone"() {
      const opened = {
        "/settings/limits": [/^Tighten Position of one agent/],
        "/settings/users": ["New user", "New token", /^Halt account/],
        "/settings/sign-in": ["Make a code"],
        "/settings/notifications": ["Send a test"],
        ...(desk.isMock ? { "/settings/agents": ["Try it"] } : {}),
      };
      const faults = [];
      for (const options of [{ colorScheme: "light" }, { ...phone, colorScheme: "dark" }]) {
        const { page, close } = await open({ ...options, bypassCSP: true });
        await enter(page);
        for (const [path, buttons] of Object.entries(opened)) {
          await visit(page, path);
          for (const name of buttons) await page.getByRole("button", { name }).first().click();
          await page.waitForTimeout(1_500);
          faults.push(...(await flaws(page, path)));
          if (options.isMobile) await fitsThePhone(page);
          // A dialog stays over the next page.
          await page.keyboard.press("Escape");
        }
        await close();
      }
      assert.ok(faults.length === 0, faults.join("\n"));
    },

    async "the test button says of each way what became of it"() {
      const { page, close } = await open();
      await enter(page);
      await visit(page, "/settings/notifications");
      const test = panel(page, "Try it");
      await test.getByRole("button", { name: "Send a test" }).click();
      await test.getByText("Two notes were played.").waitFor();
      await test.getByRole("listitem").filter({ hasText: "This computer" }).waitFor();
      await test.getByText(desk.isMock ? "It was taken." : "There is nowhere to send to yet").waitFor();
      await close();
    },

    async "a choice of what to be told is kept by the desk"() {
      const { page, close } = await open();
      await enter(page);
      await visit(page, "/settings/notifications");
      const table = panel(page, "What, and how");
      const fill = table.getByRole("checkbox", { name: /^An order filled: Push/ });
      const was = await fill.isChecked();
      await fill.click();
      await page.waitForTimeout(300);
      await page.reload();
      await table.waitFor();
      assert.equal(await fill.isChecked(), !was);
      await fill.click();
      await close();
    },

    async "an approval that comes while nobody looks is told aloud and by the system, and taken away once it is decided"() {
      const { page, close } = await open();
      await page.context().grantPermissions(["notifications"], { origin: desk.url });
      await page.addInitScript(() => {
        window.tones = 0;
        const make = AudioContext.prototype.createOscillator;
        AudioContext.prototype.createOscillator = function () {
          window.tones += 1;
          return make.call(this);
        };
        Document.prototype.hasFocus = () => window.isLookedAt ?? false;
      });
      await enter(page);
      await page.evaluate(() => navigator.serviceWorker.ready);
      await visit(page, "/models");
      await page.getByRole("heading", { level: 1 }).click();
      await page.getByText(/^Silent|^Live/).first().waitFor();
      await page.waitForTimeout(1_000);
      const order = { account: "paper", instrument: "BTCUSDT", side: "BUY", type: "MARKET", quote_quantity: "1200", reason: "told aloud" };
      const { approval_id: given } = await api("POST", "/intents", { ...order, intent_id: crypto.randomUUID() });
      const { items } = await api("GET", "/approvals");
      const id = given ?? items.find(({ reason, state }) => reason === "told aloud" && state === "open").approval_id;
      const tag = `approval ${id}`;
      const [asked] = (await shown(page, (all) => all.some((each) => each.tag === tag))).filter((each) => each.tag === tag);
      assert.equal(asked.title, "An approval waits");
      assert.doesNotMatch(asked.body, /\d{3}/, "amounts are not for a lock screen");
      await page.waitForFunction(() => window.tones >= 2);
      assert.match(await page.title(), /^\(\d+\) /);
      await page.evaluate(() => (window.isLookedAt = true));
      await api("POST", `/approvals/${id}/decline`, {});
      await shown(page, (all) => all.every((each) => each.tag !== tag));
      await close();
    },
  };
}
