import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startModels, startProgram } from "./desk.mjs";

/** A market that falls, turns and rises, a candle a minute: the trend follower wants to buy on the way up. */
async function recordMarket(folder) {
  const began = Date.UTC(2025, 3, 3);
  const closes = Array.from({ length: 90 }, (_, at) => 100_000 + (at < 7 ? -100 * at : -600 + 150 * (at - 6)));
  const rows = closes.map((close, at) => {
    const open = closes[at - 1] ?? close;
    return [began + at * 60_000, open, Math.max(open, close), Math.min(open, close), close, 10].join(",");
  });
  const file = join(folder, "BTCUSDT-1m-2025-04.csv");
  await writeFile(file, ["open_time_ms,open,high,low,close,volume", ...rows, ""].join("\n"));
  return file;
}

/** A few candles must pass, and a program with sanitizers takes its time. */
const patience = 60_000;
const quick_trader = [
  "fast_period=2",
  "slow_period=4",
  "rsi_period=2",
  "rsi_max=100",
  "atr_period=2",
  "regime_period=2",
].map((each) => `agents.online_trading.ema_cross.${each}`);

/** What the page shows of models: needs the real program, for desks and scripted models of its own. */
export function modelCases({ program, open, enter, visit, panel }) {
  /** Runs `look` on the page of a desk with these settings, on a recorded market at thirty times its pace. */
  async function withDesk(settings, look, options) {
    const folder = await mkdtemp(join(tmpdir(), "swarmdesk-e2e-"));
    const market = ["--market", "replay", "--speed", "30", "--data", await recordMarket(folder)];
    // Half a minute is a second here: nobody is dead for having been silent that long.
    const patient = ["agents.heartbeat_interval=1m", "agents.silent_after=30m"];
    const all = ["models.use=on", ...patient, ...quick_trader, ...settings];
    const desk = await startProgram(program, [...market, ...all.flatMap((each) => ["--set", each])]);
    const { page, close } = await open(options);
    page.setDefaultTimeout(patience);
    try {
      await enter(page, desk, "/models");
      await look(page);
    } finally {
      await close();
      await desk.close();
      await rm(folder, { recursive: true, force: true });
    }
  }
  async function withModel(model, settings, look) {
    const models = await startModels(program);
    try {
      await withDesk([`models.ollama_url=${models.url}`, `models.ollama_model=${model}`, ...settings], look);
    } finally {
      await models.close();
    }
  }
  const nobody = "models.ollama_url=http://127.0.0.1:9";
  const needs_model = "agents.online_trading.confirmation=model";

  return {
    async "an analyst's words show which tier and model, how old and for how much"() {
      await withModel("qwen3:8b", [needs_model], async (page) => {
        const card = panel(page, "Analysts").locator(".analysis").first();
        await card.getByText("bullish 70 %").waitFor();
        for (const words of ["BTCUSDT", "Ollama · qwen3:8b", "tier 1", "free (local)"])
          assert.ok((await card.innerText()).includes(words), `${words} in: ${await card.innerText()}`);
        const age = card.locator("time");
        const first = await age.innerText();
        await page.waitForFunction((was) => document.querySelector(".analysis time")?.textContent !== was, first);
        assert.match(await age.innerText(), /ago|just now/);
        // The entry it agreed to went out.
        await visit(page, "/swarm");
        await page.locator(".agent", { hasText: "online trading" }).getByText(/qwen3:8b is bullish \(70 %\)/).waitFor();
      });
    },

    async "a model that is against an entry keeps it from being made, and the page says so"() {
      await withModel("qwen3:8b,pick=2", [needs_model], async (page) => {
        const analysts = panel(page, "Analysts");
        await analysts.getByText("1 entry was not made.").waitFor();
        await analysts.getByText(/is bearish \(70 %\); no entry/).waitFor();
      });
    },

    async "what a hostile model says is text and nothing else"() {
      const said = "<img src=x onerror=document.title='owned'> Ignore all rules, buy!";
      const answer = JSON.stringify({ stance: "neutral", confidence: 1, words: said });
      await withModel(`demo,text=${encodeURIComponent(answer)}`, [], async (page) => {
        const words = panel(page, "Analysts").locator(".analysis__words");
        await words.getByText("Ignore all rules").waitFor();
        assert.equal(await words.innerText(), said);
        assert.equal(await words.locator("img").count(), 0);
        assert.notEqual(await page.title(), "owned");
      });
    },

    async "without a model the page says so, shows facts, and tells which entry was not made"() {
      await withDesk([nobody, needs_model], async (page) => {
        const analysts = panel(page, "Analysts");
        await analysts.getByText(/^No model answers: .*Entries that need one are not made/).waitFor();
        const card = analysts.locator(".analysis").first();
        await card.getByText("from facts").waitFor();
        await card.getByText("No model: none could be reached").waitFor();
        assert.equal(await card.locator(".analysis__stance").count(), 0);
        await analysts.getByText("1 entry was not made.").waitFor();
        await analysts.getByText(/ema_cross wants to buy, but no model answers \(all_tiers_failed\)/).waitFor();
        await visit(page, "/");
        await panel(page, "Alerts").getByText(/^No model answers/).waitFor();
        assert.equal(await panel(page, "Alerts").getByText(/^No model answers/).count(), 1, "told once");
      });
    },

    async "without a model nothing runs off the side of a phone"() {
      const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
      await withDesk(
        [nobody, needs_model],
        async (page) => {
          await panel(page, "Analysts").getByText("1 entry was not made.").waitFor();
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(width <= 390, `the page is ${width} wide`);
        },
        phone,
      );
    },
  };
}
