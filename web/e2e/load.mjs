/**
 * How much of a thread the page needs, and how old a price is when it is drawn, with fifty instruments that are quoted three
 * times a second each and five hundred orders: `node e2e/load.mjs [PAGE…]`. Processor time is counted and not time on the
 * clock, so that a busy machine says the same.
 */
import assert from "node:assert/strict";
import { openBrowser } from "./browser.mjs";
import { startMock } from "./desk.mjs";
import { visit } from "./pages.mjs";

const instruments = 50;
const orders = 500;
const quote_ms = 333;
const measured_ms = Number(process.env.MEASURED_MS ?? 10_000);
/** A quarter of a thread; and a price that is seconds old on the screen is a fault even where everything else is slow. */
const limits = { share: 0.25, p95_ms: 2_000 };
const paths = process.argv.length > 2 ? process.argv.slice(2) : ["/", "/markets", "/portfolio", "/portfolio/orders", "/swarm"];

/** Runs in the page: when each price of what is chosen arrived, and when it was on the screen. */
function watchPrices(instrument) {
  window.delays = [];
  const waits = [];
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (!data.includes('"type":"quote"')) return;
        const quote = JSON.parse(data);
        if (quote.instrument === instrument) waits.push({ bid: quote.bid, came: performance.now() });
      });
    }
  };
  const look = () => {
    const shown = document.querySelector('.watchlist a[aria-current] span')?.textContent?.replaceAll(",", "");
    const at = waits.findIndex(({ bid }) => bid === shown);
    if (at < 0) return;
    // Those before it were overtaken within the same frame.
    const [seen] = waits.splice(0, at + 1).slice(-1);
    requestAnimationFrame(() => setTimeout(() => window.delays.push(performance.now() - seen.came)));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}

async function measure(page, session, path) {
  await visit(page, path);
  await page.locator(".panel, .tile").first().waitFor();
  if (path === "/portfolio/orders") await page.locator(".orders tbody tr").nth(5).waitFor();
  if (path === "/markets") await page.locator(".chart canvas").first().waitFor();
  await page.waitForTimeout(2_000);
  const metrics = async () => {
    const { metrics: all } = await session.send("Performance.getMetrics");
    return Object.fromEntries(all.map(({ name, value }) => [name, value]));
  };
  await page.evaluate(() => (window.delays.length = 0));
  const before = await metrics();
  await page.waitForTimeout(measured_ms);
  const after = await metrics();
  const wall = after.Timestamp - before.Timestamp;
  const share = (name) => (after[name] - before[name]) / wall;
  const delays = await page.evaluate(() => window.delays);
  delays.sort((a, b) => a - b);
  return {
    path,
    share: share("TaskDuration"),
    script: share("ScriptDuration"),
    layout: share("LayoutDuration") + share("RecalcStyleDuration"),
    nodes: after.Nodes,
    p95_ms: delays.length > 0 ? delays[Math.floor(delays.length * 0.95)] : undefined,
    prices: delays.length,
  };
}

/** An order by hand comes and goes again, four times a second: each changes the table. */
function trade() {
  const headers = { Authorization: `Bearer ${desk.token}` };
  const post = async (path, body) => {
    const response = await fetch(`${desk.url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(response.ok, await response.clone().text());
    return response.json();
  };
  const order = { account: "paper", instrument: "BTCUSDT", side: "BUY", type: "LIMIT", quantity: "0.001", limit_price: "1000" };
  const timer = setInterval(() => {
    void post("/intents", order).then(({ intent_id }) => post(`/intents/${intent_id}/cancel`, {}));
  }, 250);
  return () => clearInterval(timer);
}

const desk = await startMock({ INSTRUMENTS: String(instruments), ORDERS: String(orders), QUOTE_MS: String(quote_ms) });
const browser = await openBrowser({ viewport: { width: 1440, height: 900 } });
const faults = [];
try {
  const page = await browser.context.newPage();
  await page.addInitScript(watchPrices, "BTCUSDT");
  const session = await browser.context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(`${desk.url}/#token=${desk.token}`);
  await page.locator(".tile").first().waitFor();
  const busy = trade();
  for (const path of paths) {
    const { share, script, layout, nodes, p95_ms, prices } = await measure(page, session, path);
    const percent = (part) => `${(100 * part).toFixed(1)} %`;
    const drawn = p95_ms === undefined ? "" : `, price on screen p95 ${Math.round(p95_ms)} ms of ${prices}`;
    console.log(
      `${path.padEnd(18)} ${percent(share)} of a thread (script ${percent(script)}, layout ${percent(layout)}), ${nodes} nodes${drawn}`,
    );
    if (share > limits.share) faults.push(`${path} needs ${percent(share)} of a thread`);
    if (p95_ms > limits.p95_ms) faults.push(`${path} draws a price ${Math.round(p95_ms)} ms after it came`);
    if (path === "/markets" && prices === 0) faults.push("no price was drawn");
  }
  busy();
} finally {
  await browser.close();
  await desk.close();
}
assert.deepEqual(faults, []);
