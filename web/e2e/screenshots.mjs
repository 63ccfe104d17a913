/** Takes the pictures for people to look at: `node e2e/screenshots.mjs FOLDER`. */
import { openBrowser } from "./browser.mjs";
import { openDesk } from "./desk.mjs";

const folder = process.argv[2] ?? "screenshots";
const desk = await openDesk();
const desktop = { viewport: { width: 1440, height: 1000 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const views = [
  { name: "desktop-dark", options: { ...desktop, colorScheme: "dark" } },
  { name: "desktop-light", options: { ...desktop, colorScheme: "light" } },
  { name: "phone", options: { ...phone, colorScheme: "dark" } },
  { name: "phone-light", options: { ...phone, colorScheme: "light" } },
];

/** What is only on the page once somebody asks for it. */
const scenes = {
  async positions(page) {
    return page.locator("#book");
  },
  async order(page) {
    const ticket = page.getByRole("region", { name: "New order", exact: true });
    await ticket.getByLabel("Amount in USDT").fill("500");
    await ticket.getByLabel("Protect what it buys").check();
    await ticket.getByRole("button", { name: "Stop loss in %" }).click();
    await ticket.getByLabel("Stop loss, % below").fill("3");
    await ticket.getByLabel("Trailing stop, % below the best price").fill("2.5");
    await page.waitForTimeout(1000);
    await ticket.scrollIntoViewIfNeeded();
    return ticket;
  },
  async oco(page) {
    const ticket = page.getByRole("region", { name: "New order", exact: true });
    await ticket.getByLabel("Type").selectOption("OCO");
    await ticket.getByRole("button", { name: "Sell", exact: true }).click();
    await ticket.getByLabel("Quantity in BTC").fill("0.00525");
    await ticket.getByLabel("Target price").fill("99000");
    await ticket.getByLabel("Stop price").fill("99999.999");
    await ticket.getByRole("button", { name: /^Propose/ }).click();
    return ticket;
  },
  async protect(page) {
    await page.getByRole("button", { name: "Protect BTCUSDT of online trading…" }).click();
    await page.getByRole("button", { name: "Stop loss in %" }).click();
    await page.getByLabel("Stop loss, % below").fill("3");
    return page;
  },
  async close(page) {
    await page.getByRole("button", { name: "Close everything…" }).click();
    await page.getByRole("dialog").getByText("Together").waitFor();
    return page;
  },
  async tiny(page) {
    await page.getByRole("tab", { name: "PEPEUSDT" }).click();
    await page.locator(".chart canvas").first().waitFor();
    await page.waitForTimeout(500);
    return page.locator("#market");
  },
  async orders(page) {
    await page.getByRole("tab", { name: /^Open orders/ }).click();
    return page.locator("#book");
  },
};

async function enter(page) {
  await page.goto(`${desk.url}/#token=${desk.token}`);
  await page.locator(".chart canvas").first().waitFor();
  await page.locator(".agent").first().waitFor();
  await page.locator(".lot--actions").first().waitFor();
}

for (const { name, options } of views) {
  const browser = await openBrowser({ reducedMotion: "reduce", ...options });
  const page = await browser.context.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(`${name}: ${message.text()}`));
  page.on("pageerror", (error) => console.error(`${name}: ${error}`));
  await enter(page);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.screenshot({ path: `${folder}/${name}-full.png`, fullPage: true });
  for (const [scene, play] of Object.entries(scenes)) {
    await page.reload();
    await page.locator(".lot--actions").first().waitFor();
    const shown = await play(page);
    await shown.screenshot({ path: `${folder}/${name}-${scene}.png` });
  }
  await browser.close();
}
desk.close();
