import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { startMock } from "./desk.mjs";

/** What was: closed trades, performance, decisions, the ledger, reports. Against any desk; some of it needs a past. */
export function pastCases({ open, enter, visit, panel }) {
  const book = (page) => panel(page, "Book");
  return {
    async "each part of the portfolio has an address, and the tabs lead to it"() {
      const { page, close } = await open();
      await enter(page, undefined, "/portfolio");
      for (const [tab, path] of [
        ["Closed trades", "/portfolio/trades"],
        ["Performance", "/portfolio/performance"],
        ["Positions", "/portfolio/positions"],
      ]) {
        await book(page).getByRole("tab", { name: tab }).click();
        await page.waitForURL(`**${path}`);
        await page.reload();
        await book(page).getByRole("tab", { name: tab, selected: true }).waitFor();
      }
      await close();
    },

    async "half of a lot is closed after a look"() {
      const { page, close } = await open();
      await enter(page, undefined, "/markets/ETHUSDT");
      const ticket = panel(page, "New order");
      await ticket.getByLabel("Amount in USDT").fill("100");
      await ticket.getByRole("button", { name: /^Propose to buy/ }).click();
      await ticket.getByRole("status").getByText("filled", { exact: true }).waitFor();
      await visit(page, "/portfolio");
      await book(page).getByRole("button", { name: "Close half of ETHUSDT of people…" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(/^About \$/).waitFor();
      await dialog.locator(".button--primary:not([aria-disabled])").click();
      await dialog.getByRole("status").getByText(/SELL/).waitFor();
      await dialog.getByRole("button", { name: "Done" }).click();
      await close();
    },

    async "every order of mine is cancelled at once, after a look"() {
      const { page, close } = await open();
      await enter(page, undefined, "/markets/BTCUSDT");
      const ticket = panel(page, "New order");
      await ticket.getByLabel("Type").selectOption("LIMIT");
      await ticket.getByLabel("Quantity in BTC").fill("0.001");
      await ticket.getByLabel("Limit price").fill("20000");
      await ticket.getByRole("button", { name: /^Propose to buy/ }).click();
      await ticket.getByRole("status").getByText("accepted", { exact: true }).waitFor();
      await visit(page, "/portfolio/orders");
      await book(page).getByRole("button", { name: /^Cancel my \d+…$/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(/0\.00100 BTCUSDT, limit 20,000\.00/).first().waitFor();
      await dialog.locator(".button--primary:not([aria-disabled])").click();
      await dialog.getByText(/asked to be cancelled/).waitFor();
      await dialog.getByRole("button", { name: "Done" }).click();
      await book(page).getByRole("button", { name: /^Cancel my/ }).waitFor({ state: "detached" });
      await close();
    },

    async "the keyboard alone answers an approval, and its history says so"() {
      const { page, close } = await open();
      await enter(page, undefined, "/markets/BTCUSDT");
      const ticket = panel(page, "New order");
      await ticket.getByLabel("Amount in USDT").fill("1450");
      await ticket.getByRole("button", { name: /^Propose to buy/ }).click();
      await ticket.getByRole("status").getByText("pending approval").waitFor();
      await visit(page, "/approvals");
      const card = page.locator(".approval").filter({ hasText: "by hand, on the dashboard" }).last();
      await card.locator(".button--reject:not([aria-disabled])").waitFor();
      const isThere = () => card.evaluate((element) => element === document.activeElement);
      for (let at = 0; at < 60 && !(await isThere()); at++) await page.keyboard.press("j");
      assert.ok(await isThere(), "J does not lead to the card");
      await page.keyboard.press("d");
      await card.getByText(/^Declined by operator/).waitFor();
      await page.getByRole("tab", { name: "History" }).click();
      await page.waitForURL("**/approvals/history");
      await page.getByRole("button", { name: "Declined" }).click();
      await page.getByRole("row", { name: /declined/ }).first().waitFor();
      await page.getByRole("tab", { name: "Rules" }).click();
      await page.getByText(/An order of strictly more than \$1,000/).waitFor();
      await close();
    },

    async "an event of the ledger is found by its kind, and opens the chain of its subject"() {
      const { page, close } = await open();
      await enter(page, undefined, "/markets/BTCUSDT");
      const ticket = panel(page, "New order");
      await ticket.getByLabel("Amount in USDT").fill("55");
      await ticket.getByRole("button", { name: /^Propose to buy/ }).click();
      await ticket.getByRole("status").getByText("filled", { exact: true }).waitFor();
      await visit(page, "/ledger");
      await page.getByLabel("Kind").selectOption("IntentProposed");
      await page.waitForURL("**/ledger?kind=IntentProposed");
      const found = panel(page, "Found").getByRole("listitem");
      await found.first().waitFor();
      const [seq] = (await found.first().innerText()).split(/\s/);
      await found.first().getByRole("link", { name: seq }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("listitem").filter({ hasText: `#${seq}` }).and(page.locator("[aria-current]")).waitFor();
      await page.reload();
      await dialog.getByText("intent proposed").first().waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      await page.waitForURL("**/ledger?kind=IntentProposed");
      await close();
    },

    async "an agent's decisions, results, rules and model calls each have an address"() {
      const { page, close } = await open();
      await enter(page, undefined, "/swarm");
      await panel(page, "The way of a trade").getByRole("link", { name: "online trading" }).click();
      await page.getByRole("heading", { level: 1, name: "online trading" }).waitFor();
      for (const [tab, seen] of [
        ["Performance", "Closed"],
        ["Strategies", "ema cross"],
        ["Models", "Asked"],
        ["Decisions", "Decisions"],
      ]) {
        await page.getByRole("tab", { name: tab }).click();
        await panel(page, seen).waitFor();
      }
      await close();
    },

    async "what happened since the last look is told once, until it is seen"() {
      const { page, close } = await open();
      await enter(page);
      await panel(page, "Since you last looked").getByText("Your first look").waitFor();
      await visit(page, "/markets/BTCUSDT");
      const ticket = panel(page, "New order");
      await ticket.getByLabel("Amount in USDT").fill("60");
      await ticket.getByRole("button", { name: /^Propose to buy/ }).click();
      await ticket.getByRole("status").getByText("filled", { exact: true }).waitFor();
      const other = await page.context().newPage();
      await enter(other);
      await visit(other, "/");
      const since = panel(other, "Since you last looked");
      await since.getByRole("link", { name: /^\d+ fills?$/ }).waitFor();
      await since.getByRole("button", { name: "Seen" }).click();
      await since.getByRole("link", { name: /^\d+ fills?$/ }).waitFor({ state: "detached" });
      await close();
    },
  };
}

/** Needs a desk with a past, which the mock one makes. */
export function mockPastCases({ open, enter, visit, panel, phone, fitsThePhone }) {
  const many = 10_000;
  return {
    async "ten thousand closed trades scroll smoothly, are sorted whole and are written to a file"() {
      const desk = await startMock({ TRADES: String(many) });
      const { page, close } = await open();
      try {
        await enter(page, desk, "/portfolio/trades");
        const table = page.getByRole("region", { name: /^Closed trades of paper/ });
        await table.getByRole("row").nth(5).waitFor();
        await table.getByRole("button", { name: /^Result/ }).click();
        await page.getByText(`${many.toLocaleString("en-GB")} trades`).waitFor();
        assert.ok((await table.locator("tbody tr").count()) < 90, "rows that nobody sees exist");
        const results = await table.locator("tbody tr:not([aria-hidden]) td:nth-child(7)").allInnerTexts();
        const numbers = results.map((text) => Number(text.replace("−", "-").replace(/[+,]/g, "")));
        assert.deepEqual(numbers, numbers.toSorted((a, b) => b - a));

        const session = await page.context().newCDPSession(page);
        await session.send("Performance.enable", { timeDomain: "threadTicks" });
        // What the page does; how long it takes to draw is the machine's, which here has no graphics card.
        const ours = ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"];
        const busy = async () => {
          const { metrics } = await session.send("Performance.getMetrics");
          return metrics.filter(({ name }) => ours.includes(name)).reduce((sum, { value }) => sum + value, 0);
        };
        await table.hover();
        const before = await busy();
        const steps = 80;
        for (let at = 0; at < steps; at++) {
          await page.mouse.wheel(0, 700);
          await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
        }
        const each_ms = (1000 * ((await busy()) - before)) / steps;
        // Twenty rows a step, within a frame's 16 ms; in processor time, so that a busy machine says the same.
        assert.ok(each_ms < 14, `a step of scrolling takes ${each_ms.toFixed(1)} ms of the thread`);
        const top = await table.evaluate((element) => element.scrollTop);
        assert.ok(top > 10_000, `it scrolled to ${top}`);
        await table.evaluate((element) => (element.scrollTop = element.scrollHeight));
        await table.locator(`tr[aria-rowindex="${many + 1}"]`).waitFor();

        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
        const text = await readFile(await download.path(), "utf8");
        assert.equal(text.trim().split("\r\n").length, many + 1);
        assert.match(text, /^seq,account,owner/);
      } finally {
        await close();
        desk.close();
      }
    },

    async "closed trades are filtered by an address, and one opens where it comes from"() {
      const { page, close } = await open();
      await enter(page, undefined, "/portfolio/performance");
      await page.getByRole("region", { name: "By reason" }).getByRole("link", { name: "low reached the stop" }).click();
      await page.waitForURL(/\/portfolio\/trades\?reason=low(\+|%20)reached/);
      const table = page.getByRole("region", { name: /^Closed trades of paper/ });
      await table.getByRole("row").nth(3).waitFor();
      const why = await table.locator("tbody tr:not([aria-hidden]) td:nth-child(9)").allInnerTexts();
      assert.ok(why.every((text) => text === "low reached the stop"));
      await table.getByRole("link").first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("order filled").waitFor();
      await page.keyboard.press("Escape");
      await page.waitForURL(/\/portfolio\/trades\?reason=low(\+|%20)reached/);
      await close();
    },

    async "yesterday is one glance away, and a day of the calendar opens its report"() {
      const { page, close } = await open(phone);
      await enter(page);
      await page.locator(".tile").getByText(/yesterday/).waitFor();
      await visit(page, "/portfolio/performance");
      const day = page.locator("a.calendar__day").filter({ hasText: "closed on" }).first();
      await day.click();
      await page.waitForURL(/\/replays\/\d{4}-\d{2}-\d{2}$/);
      await page.getByRole("heading", { name: /^Account paper/ }).waitFor();
      await fitsThePhone(page);
      await page.getByRole("link", { name: "the month" }).click();
      await panel(page, "Days").waitFor();
      await fitsThePhone(page);
      await close();
    },

    async "a changed strategy is tried and taken, and then it is as its file and its past is told"() {
      const { page, close } = await open();
      await enter(page, undefined, "/swarm/online_trading/strategies");
      const rules = panel(page, "bollinger reversion");
      await rules.getByText("stop: 3 % → 4 %").waitFor();
      await rules.getByRole("button", { name: "Try it" }).click();
      await rules.getByRole("row", { name: /^Return/ }).waitFor();
      await rules.getByLabel(/^Why/).fill("a wider stop");
      const take = rules.getByRole("button", { name: "Take these rules" });
      // A button that nobody sees is not armed.
      await take.scrollIntoViewIfNeeded();
      await take.click();
      await rules.getByText("as its file").waitFor();
      await rules.getByText(/^Changed 1 time/).waitFor();
      await close();
    },
  };
}
