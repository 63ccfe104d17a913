import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Analysis, Models } from "../api/types";
import { renderInDesk } from "../test/desk";
import { AnalystsPanel } from "./AnalystsPanel";

const made_ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

const analysis = (change: Partial<Analysis> = {}): Analysis => ({
  number: 1,
  venue: "paper",
  instrument: "BTCUSDT",
  timeframe: "1h",
  candle_open_time: "2025-04-03T16:00:00.000Z",
  asked_by: "monitor",
  purpose: "comment",
  kind: "fresh",
  made: made_ago(125),
  message: "Rising on a strong close.",
  stance: "bullish",
  confidence_percent: 64,
  tier: 1,
  provider: "ollama",
  model: "qwen3:8b",
  is_local: true,
  cost_usd: "0",
  ...change,
});
const { stance, confidence_percent, tier, provider, model, is_local, cost_usd, ...unjudged } = analysis();
void [stance, confidence_percent, tier, provider, model, is_local, cost_usd];
const from_facts: Analysis = { ...unjudged, kind: "degraded", reason: "all_tiers_failed", message: "97,000, rising" };

const models = (change: Partial<Models> = {}): Models => ({
  state: "answering",
  since: made_ago(600),
  entries_need_model: false,
  entries_held_back: 0,
  tiers: [],
  ...change,
});

function show(shown: Analysis[], situation: Models = models()) {
  return renderInDesk(<AnalystsPanel />, {
    analyses: Object.fromEntries(shown.map((each) => [each.instrument, each])),
    models: situation,
  });
}

test("a model's words stand with who said them, how long ago and for how much", () => {
  show([analysis()]);
  const card = within(screen.getByRole("listitem"));
  for (const words of ["Rising on a strong close.", "Ollama · qwen3:8b", "tier 1", "2 min ago", "free (local)"])
    expect(card.getByText(words)).toBeTruthy();
  expect(card.getByText(/bullish 64 %/)).toBeTruthy();
});

test.each([
  [{ cost_usd: "0.000012", is_local: false }, "$0.000012"],
  [{ cost_usd: "0.0000000312", is_local: false }, "$0.000000031"],
  [{ cost_usd: "0.01234", is_local: false }, "$0.012"],
  [{ cost_usd: "0", is_local: false }, "free"],
  [{ cost_usd: undefined, is_local: false }, "cost unknown"],
] as [Partial<Analysis>, string][])("a cost of %o is written as %s", (change, expected) => {
  show([analysis(change)]);
  expect(screen.getByText(expected)).toBeTruthy();
});

test("what is from before says so", () => {
  show([analysis({ kind: "cached" })]);
  expect(screen.getByText("from before")).toBeTruthy();
});

test("what no model said has no stance and says that it was made from facts", () => {
  show([from_facts]);
  expect(screen.getByText("from facts")).toBeTruthy();
  expect(screen.getByText("No model: none could be reached")).toBeTruthy();
  expect(screen.queryByText(/bullish|neutral|bearish/)).toBeNull();
});

test("words that look like markup stay words", () => {
  const words = '<img src=x onerror="alert(1)"> **buy** [now](javascript:alert(1))';
  const { container } = show([analysis({ message: words })]);
  expect(screen.getByText(words)).toBeTruthy();
  expect(container.querySelector("img, a, script")).toBeNull();
});

test("a desk whose entries need a model says what does not happen without one", () => {
  show([from_facts], models({ state: "silent", message: "no connection", entries_need_model: true }));
  expect(
    screen.getByText("No model answers: no connection. Entries that need one are not made; stops and exits go on."),
  ).toBeTruthy();
});

test("an entry that was not made is told with its reason", () => {
  show(
    [analysis()],
    models({
      entries_need_model: true,
      entries_held_back: 2,
      last_held_back: "BTCUSDT: ema_cross wants to buy, but qwen3:8b is bearish (72 %); no entry",
      last_held_back_time: made_ago(60),
    }),
  );
  expect(screen.getByText("2 entries were not made.")).toBeTruthy();
  expect(screen.getByText(/qwen3:8b is bearish/)).toBeTruthy();
});

test("the operator sees what was spent today", () => {
  show([analysis()], models({ spent_usd: "0.0004", budget_usd: "1.5" }));
  expect(screen.getByText("$0.0004 of $1.50 today")).toBeTruthy();
});

test("a well desk has no notice, and one that was told to use no model says so quietly", () => {
  show([analysis()]);
  expect(screen.getByRole("status").textContent).toBe("");
});

test("models that are switched off are no alarm", () => {
  const { container } = show([from_facts], models({ state: "switched_off" }));
  expect(screen.getByText(/Models are switched off/)).toBeTruthy();
  expect(container.querySelector(".analysts__notice--warn")).toBeNull();
});
