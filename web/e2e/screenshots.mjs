/**
 * Takes the pictures for people to look at: `node e2e/screenshots.mjs FOLDER`, every page in every view and what is only
 * there once somebody asks for it. One more argument takes only the pictures with that in their name, and `--readme FILE`
 * only the one in the README.
 */
import { openBrowser } from "./browser.mjs";
import { openDesk } from "./desk.mjs";
import { nameOf, paths, visit } from "./pages.mjs";

const readme = process.argv[2] === "--readme" ? process.argv[3] : undefined;
const folder = process.argv[2] ?? "screenshots";
const wanted = (!readme && process.argv[3]) || "";
const desk = await openDesk();
const desktop = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const views = {
  desktop: { ...desktop, colorScheme: "dark" },
  "desktop-light": { ...desktop, colorScheme: "light" },
  phone: { ...phone, colorScheme: "dark" },
  "phone-light": { ...phone, colorScheme: "light" },
};

const ticketOf = (page) => page.getByRole("region", { name: "New order", exact: true });

/** What is only there once somebody asks for it. */
const scenes = {
  async order(page) {
    await visit(page, "/markets/BTCUSDT");
    const ticket = ticketOf(page);
    await ticket.getByLabel("Amount in USDT").fill("500");
    await ticket.getByLabel("Protect what it buys").check();
    await ticket.getByRole("button", { name: "Stop loss in %" }).click();
    await ticket.getByLabel("Stop loss, % below").fill("3");
    await ticket.getByLabel("Trailing stop, % below the best price").fill("2.5");
    await page.waitForTimeout(1000);
    return ticket;
  },
  async oco(page) {
    await visit(page, "/markets/BTCUSDT");
    const ticket = ticketOf(page);
    await ticket.getByLabel("Type").selectOption("OCO");
    await ticket.getByRole("button", { name: "Sell", exact: true }).click();
    await ticket.getByLabel("Quantity in BTC").fill("0.00525");
    await ticket.getByLabel("Target price").fill("99000");
    await ticket.getByLabel("Stop price").fill("99999.999");
    await ticket.getByRole("button", { name: /^Propose/ }).click();
    return ticket;
  },
  async protect(page) {
    await visit(page, "/portfolio");
    await page.getByRole("button", { name: "Protect BTCUSDT of online trading…" }).click();
    await page.getByRole("button", { name: "Stop loss in %" }).click();
    await page.getByLabel("Stop loss, % below").fill("3");
    return page;
  },
  async close(page) {
    await visit(page, "/portfolio");
    await page.getByRole("button", { name: "Close everything…" }).click();
    await page.getByRole("dialog").getByText("Together").waitFor();
    return page;
  },
  async bell(page) {
    await page.locator(".bell").click();
    return page;
  },
  async palette(page) {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("b");
    return page;
  },
  async halted(page) {
    await visit(page, "/approvals");
    await page.locator(".approval").first().waitFor();
    await page.getByRole("button", { name: /^Halt/ }).click();
    await page.getByRole("button", { name: "Resume…" }).waitFor();
    await page.waitForTimeout(600);
    return page;
  },
};

async function enter(options) {
  const browser = await openBrowser({ reducedMotion: "reduce", ...options });
  const page = await browser.context.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => console.error(`${page.url()}: ${error}`));
  await page.goto(`${desk.url}/#token=${desk.token}`);
  await page.locator(".tile").first().waitFor();
  return { page, close: browser.close };
}

/** Nothing that is still being loaded is in a picture. */
async function settle(page) {
  await page.locator(".panel, .tile").first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".skeleton"), undefined, { timeout: 10_000 }).catch(() => {});
  if (/\/markets/.test(page.url())) await page.locator(".chart canvas").first().waitFor();
  await page.waitForTimeout(500);
}

if (readme) {
  const { page, close } = await enter(views.desktop);
  await page.waitForTimeout(2500);
  await visit(page, "/markets/BTCUSDT");
  await ticketOf(page).getByLabel("Amount in USDT").fill("500");
  await settle(page);
  await page.waitForTimeout(2500);
  await page.screenshot({ path: readme });
  await close();
} else
  for (const [view, options] of Object.entries(views)) {
    const { page, close } = await enter(options);
    for (const path of paths) {
      const name = `${view}-${nameOf(path)}`;
      if (!name.includes(wanted)) continue;
      await visit(page, path);
      await settle(page);
      await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    }
    for (const [scene, play] of Object.entries(scenes)) {
      const name = `${view}-${scene}`;
      if (!name.includes(wanted)) continue;
      await page.goto(desk.url);
      await page.reload();
      await settle(page);
      await (await play(page)).screenshot({ path: `${folder}/${name}.png` });
    }
    if (desk.isMock)
      await fetch(`${desk.url}/api/v1/desk/resume`, {
        method: "POST",
        headers: { Authorization: `Bearer ${desk.token}` },
        body: JSON.stringify({ reason: "the pictures are taken" }),
      });
    await close();
  }
await desk.close();
