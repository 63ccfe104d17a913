/** Tries the page in a real browser, as a person would. See README.md for how to point it at a real desk. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { openBrowser } from "./browser.mjs";
import { openDesk } from "./desk.mjs";
import { modelCases } from "./models.mjs";
import { digitCases, orderCases } from "./orders.mjs";
import { lookCases } from "./look.mjs";
import { visit } from "./pages.mjs";
import { mockPastCases, pastCases } from "./past.mjs";
import { peopleCases } from "./people.mjs";
import { settingsCases } from "./settings.mjs";

const desk = await openDesk();
/** A machine that does other things meanwhile takes longer. */
const patience = Number(process.env.PATIENCE_MS ?? 15_000);
const manifests = readdirSync(new URL("../../agents", import.meta.url)).filter((name) => name.endsWith(".yaml"));
const complaints = [];

async function open(options = {}) {
  const browser = await openBrowser({ viewport: { width: 1440, height: 1000 }, reducedMotion: "reduce", ...options });
  browser.context.setDefaultTimeout(patience);
  const page = await browser.context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy|Uncaught/i.test(message.text())) complaints.push(message.text());
  });
  return { page, close: browser.close };
}

const panel = (page, name) => page.getByRole("region", { name, exact: true });
const state = (page) => page.locator(".state-badge");

async function enter(page, at = desk, path = "/") {
  await page.goto(`${at.url}${path}#token=${at.token}`);
  await state(page).waitFor();
}

async function propose(page, amount) {
  await visit(page, "/markets/BTCUSDT");
  const ticket = panel(page, "New order");
  await ticket.getByLabel("Amount in USDT").fill(amount);
  await ticket.getByRole("button", { name: /^Propose to buy/ }).click();
  return ticket;
}

async function everyControlHasAName(page) {
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, select, textarea, a[href]")]
      .filter((control) => {
        const text =
          control.textContent?.trim() ||
          control.getAttribute("aria-label") ||
          control.closest("label")?.textContent?.trim();
        return !text;
      })
      .map((control) => control.outerHTML),
  );
  assert.deepEqual(nameless, []);
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

async function fitsThePhone(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= phone.viewport.width, `the page is ${width} wide`);
}

const cases = {
  async "without a token the page asks for it, and says when it is wrong"() {
    const { page, close } = await open();
    await page.goto(desk.url);
    await page.getByText("operator.token").waitFor();
    await page.getByLabel("Token").fill("sd_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Token").fill(desk.token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await state(page).waitFor();
    await close();
  },

  async "a token in the address lets in and leaves the address bar"() {
    const { page, close } = await open();
    await enter(page);
    assert.ok(!page.url().includes("token"));
    await page.reload();
    await state(page).waitFor();
    await close();
  },

  async "every part of the desk is on the page"() {
    const { page, close } = await open();
    await enter(page);
    await page.getByText("Paper money").waitFor();
    const rail = page.getByRole("navigation", { name: "Pages", exact: true });
    const parts = {
      Overview: ["Since you last looked", "Equity", "Ledger", "Alerts", "Rails"],
      Markets: ["Watchlist", "BTCUSDT", "New order"],
      Swarm: ["The way of a trade", "Swarm", "Alerts"],
      Approvals: ["Approvals", "Rails"],
      Portfolio: ["Book"],
      "Replays & reports": ["Reports by day and month"],
      Models: ["Analysts", "Tiers"],
      Ledger: ["Search", "Ledger", "Prove it"],
      Settings: ["Me"],
    };
    const seen = {
      Markets: () => page.locator(".chart canvas").first().waitFor(),
      Swarm: () => page.locator(".agent").nth(manifests.length - 1).waitFor(),
      Ledger: () => page.locator(".ledger li").first().waitFor(),
      Approvals: () => page.getByRole("meter").first().waitFor({ state: "attached" }),
    };
    for (const [title, names] of Object.entries(parts)) {
      await rail.getByRole("link", { name: new RegExp(`^${title}`) }).click();
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      for (const name of names) await panel(page, name).waitFor();
      await seen[title]?.();
      assert.match(await page.title(), new RegExp(`${title} · swarmdesk$`));
    }
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Settings");
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Ledger" }).waitFor();
    await close();
  },

  async "a page has an address that works from outside, and the last one looked at is opened again"() {
    const { page, close } = await open();
    await enter(page, desk, "/markets/ETHUSDT");
    await panel(page, "ETHUSDT").waitFor();
    await page.reload();
    await panel(page, "ETHUSDT").waitFor();
    await visit(page, "/portfolio/orders");
    await page.getByRole("tab", { name: /^Open orders/, selected: true }).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${desk.url}/#token=${desk.token}`);
    await other.getByRole("tab", { name: /^Open orders/, selected: true }).waitFor();
    await page.evaluate(() => history.pushState(null, "", "/nowhere"));
    await page.getByText("There is no page at this address").waitFor();
    await close();
  },

  async "Ctrl+K goes to an instrument, an agent and a page"() {
    const { page, close } = await open();
    await enter(page);
    await page.locator(".tile").first().waitFor();
    await page.getByText("agents running").waitFor();
    const go = async (words) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").getByRole("combobox").fill(words);
      await page.locator('[cmdk-item][data-selected="true"]', { hasText: new RegExp(`^${words}`, "i") }).waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    };
    await go("SOLUSDT");
    await panel(page, "SOLUSDT").waitFor();
    await go("buy bot");
    await page.getByRole("heading", { level: 1, name: "buy bot" }).waitFor();
    await go("ledger");
    await page.getByRole("heading", { level: 1, name: "Ledger" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await close();
  },

  async "a small order is taken and its history can be read"() {
    const { page, close } = await open();
    await enter(page);
    const ticket = await propose(page, "50");
    await ticket.getByRole("status").getByText("filled", { exact: true }).waitFor();
    await visit(page, "/portfolio/intents");
    // The agents trade meanwhile.
    const mine = panel(page, "Book").getByRole("row").filter({ hasText: "by hand, on the dashboard" });
    await mine.first().getByRole("button").click();
    const history = page.getByRole("dialog").getByRole("list", { name: "History" });
    await history.getByText("intent proposed").waitFor();
    await history.getByText("order filled").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await close();
  },

  async "an order beyond a rail is denied with its code and what to do next"() {
    const { page, close } = await open();
    await enter(page);
    const ticket = await propose(page, "5000000");
    const alert = ticket.getByRole("alert");
    await alert.waitFor();
    assert.match(await alert.innerText(), /[A-Z]{4,}_[A-Z]+/);
    assert.match(await alert.innerText(), /limit/);
    await close();
  },

  async "nonsense is refused before it is sent"() {
    const { page, close } = await open();
    await enter(page);
    const ticket = await propose(page, "1e5");
    await ticket.getByText("Digits with at most one point").waitFor();
    await close();
  },

  async "a big order waits for a human, and the keyboard is enough to decline it"() {
    const { page, close } = await open();
    await enter(page);
    const ticket = await propose(page, "1500");
    await ticket.getByRole("status").getByText("pending approval").waitFor();
    await visit(page, "/approvals");
    const card = page.locator(".approval").filter({ hasText: "by hand, on the dashboard" }).last();
    await card.locator(".button--reject:not([aria-disabled])").focus();
    await page.keyboard.press("Enter");
    await visit(page, "/portfolio/intents");
    await panel(page, "Book").getByText("declined", { exact: true }).first().waitFor();
    await close();
  },

  async "an approved order goes out"() {
    const { page, close } = await open();
    await enter(page);
    const ticket = await propose(page, "1400");
    await ticket.getByRole("status").getByText("pending approval").waitFor();
    await visit(page, "/approvals");
    const card = page.locator(".approval").filter({ hasText: "by hand, on the dashboard" }).last();
    await card.getByRole("button", { name: "Approve" }).click();
    await visit(page, "/portfolio/intents");
    const mine = panel(page, "Book").getByRole("row").filter({ hasText: "by hand, on the dashboard" });
    await mine.first().getByText("filled", { exact: true }).waitFor();
    await close();
  },

  async "two clicks at one place approve one proposal, and its card stays with what became of it"() {
    const { page, close } = await open();
    await enter(page);
    for (const amount of ["1300", "1350"]) {
      const ticket = await propose(page, amount);
      await ticket.getByRole("status").getByText("pending approval").waitFor();
    }
    await visit(page, "/approvals");
    const cards = page.locator(".approval").filter({ hasText: "by hand, on the dashboard" });
    await cards.nth(1).waitFor();
    const button = cards.first().locator(".button--approve:not([aria-disabled])");
    await button.scrollIntoViewIfNeeded();
    await button.waitFor();
    const { x, y } = await button.boundingBox();
    const below = await cards.nth(1).boundingBox();
    await page.mouse.click(x + 20, y + 10);
    await page.waitForTimeout(500);
    await page.mouse.click(x + 20, y + 10);
    await cards.first().getByText(/^Approved by operator\./).waitFor();
    assert.ok(Math.abs((await cards.nth(1).boundingBox()).y - below.y) <= 3, "the card below moved");
    await cards.nth(1).getByRole("button", { name: "Decline" }).click();
    await cards.nth(1).getByText(/^Declined by operator/).waitFor();
    assert.equal(await cards.count(), 2);
    await close();
  },

  async "while the desk is halted Approve is off and says why"() {
    const { page, close } = await open();
    await enter(page);
    const ticket = await propose(page, "1250");
    await ticket.getByRole("status").getByText("pending approval").waitFor();
    await visit(page, "/approvals");
    const card = page.locator(".approval").filter({ hasText: "by hand, on the dashboard" }).first();
    await page.getByRole("button", { name: /^Halt/ }).click();
    await card.getByText(/^The desk is halted:/).waitFor();
    await card.getByRole("button", { name: "Approve" }).click({ force: true });
    await card.getByRole("button", { name: "Decline" }).click();
    await card.getByText(/^Declined by operator/).waitFor();
    await page.getByRole("button", { name: "Resume…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume trading" }).click();
    await state(page).getByText("ACTIVE").waitFor();
    await close();
  },

  async "Shift+H halts without asking, and resuming asks"() {
    const { page, close } = await open();
    await enter(page);
    await page.getByRole("button", { name: /^Halt/ }).waitFor();
    await page.waitForFunction(() => !document.querySelector(".button--halt")?.disabled);
    await page.keyboard.press("Shift+H");
    await state(page).getByText("HALTED").waitFor();
    const ticket = await propose(page, "50");
    await ticket.getByRole("alert").getByText("HALTED").first().waitFor();
    await page.getByRole("button", { name: "Resume…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume trading" }).click();
    await state(page).getByText("ACTIVE").waitFor();
    await close();
  },

  async "on a phone Halt is on the screen and nothing runs off its side"() {
    const { page, close } = await open(phone);
    await enter(page);
    await visit(page, "/markets");
    await page.locator(".chart canvas").first().waitFor();
    const halt = page.getByRole("button", { name: /^Halt/ });
    const box = await halt.boundingBox();
    assert.ok(box && box.y + box.height <= 844 && box.x + box.width <= 390);
    const on_top = await halt.evaluate((button) => {
      const { x, y, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    });
    assert.ok(on_top, "something covers Halt");
    await fitsThePhone(page);
    await close();
  },

  async "between a phone and a desktop Halt is on the screen too"() {
    for (const width of [761, 849, 1000, 1001, 1181]) {
      const { page, close } = await open({ viewport: { width, height: 900 } });
      await enter(page);
      const box = await page.getByRole("button", { name: /^Halt/ }).boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= width, `at ${width} Halt ends at ${box.x + box.width}`);
      const whole = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(whole <= width, `at ${width} the page is ${whole} wide`);
      await close();
    }
  },

  async "the colours can be chosen, and are remembered"() {
    const { page, close } = await open({ colorScheme: "light" });
    await enter(page);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await visit(page, "/settings/appearance");
    await page.getByRole("button", { name: "Dark", exact: true }).click();
    const dark = await ground();
    assert.notEqual(light, dark);
    await page.reload();
    await state(page).waitFor();
    assert.equal(await ground(), dark);
    await close();
  },

  async "every control has a name"() {
    const { page, close } = await open();
    await enter(page);
    for (const path of ["/", "/markets", "/swarm", "/approvals", "/portfolio", "/replays", "/models", "/ledger"]) {
      await visit(page, path);
      await page.locator(".panel").first().waitFor();
      await everyControlHasAName(page);
    }
    await close();
  },
};

/** Only where the desk is ours to switch off. */
const last = {
  async "when the desk goes away the numbers stop looking live"() {
    const { page, close } = await open();
    await enter(page);
    await page.locator('.shell[data-freshness="live"]').waitFor();
    desk.close();
    await page.getByText("Not connected.").waitFor();
    await page.locator('.shell:not([data-freshness="live"])').waitFor();
    await page.locator('.shell[data-freshness="stale"]').waitFor({ timeout: 30_000 });
    await close();
  },
};

const { SWARMDESK_PROGRAM: program, SWARMDESK_URL: given } = process.env;
const tools = { desk, program, open, enter, visit, panel, phone, fitsThePhone, everyControlHasAName };
const mocked = desk.isMock ? { ...digitCases(tools), ...mockPastCases(tools), ...last } : {};
const own = program && !given ? { ...peopleCases(tools), ...modelCases(tools) } : {};
const everywhere = { ...cases, ...lookCases(tools), ...orderCases(tools), ...pastCases(tools), ...settingsCases(tools) };
const wanted = process.argv[2] ?? "";
let failures = 0;
for (const [name, run] of Object.entries({ ...everywhere, ...own, ...mocked })) {
  if (!name.includes(wanted)) continue;
  const began = performance.now();
  try {
    await run();
    assert.deepEqual(complaints.splice(0), [], "the browser complained");
    console.log(`ok    ${name} (${Math.round(performance.now() - began)} ms)`);
  } catch (error) {
    failures += 1;
    console.error(`FAIL  ${name}\n${error instanceof Error ? error.stack : error}`);
  }
}
await desk.close();
process.exit(failures === 0 ? 0 : 1);
