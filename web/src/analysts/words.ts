import type { Analysis, Models } from "../api/types";
import { smallMoney, toNumber } from "../format/number";

const providers: Record<string, string> = {
  ollama: "Ollama",
  openai_compatible: "OpenAI-compatible",
  groq: "Groq",
  openrouter: "OpenRouter",
  anthropic: "Anthropic",
  scripted: "scripted",
};

const reasons: Record<string, string> = {
  all_tiers_failed: "none could be reached",
  out_of_time: "none answered in time",
  overloaded: "all are busy",
  out_of_budget: "the day's budget is spent",
  stopping: "the desk is stopping",
  unusable: "its answer made no sense",
  switched_off: "models are switched off",
};

export function provider(name: string): string {
  return providers[name] ?? name;
}

/** "Ollama · qwen3:8b", or that nobody judged. */
export function source({ provider: name, model, reason }: Analysis): string {
  if (model === undefined) return `No model: ${reasons[reason ?? ""] ?? "none answered"}`;
  return `${provider(name ?? "")} · ${model}`;
}

/** "$0.000012", with the digits that say something; nothing costs more than it says. */
export function cost({ cost_usd, is_local, model }: Analysis): string {
  if (model === undefined) return "free";
  const value = toNumber(cost_usd);
  if (value === undefined) return "cost unknown";
  if (value === 0) return is_local ? "free (local)" : "free";
  return usd(cost_usd ?? "");
}

/** An amount of US dollars that may be far below a cent. */
export function usd(decimal: string): string {
  return `$${smallMoney(decimal)}`;
}

/** What one has to know about the models before reading on; nothing while all is well. */
export function notice(models: Models): { tone: "quiet" | "warn"; text: string } | undefined {
  const consequence = models.entries_need_model
    ? " Entries that need one are not made; stops and exits go on."
    : " Analyses are made from facts.";
  switch (models.state) {
    case "silent":
      return { tone: "warn", text: `No model answers: ${models.message ?? "none could be reached"}.${consequence}` };
    case "switched_off":
      return { tone: models.entries_need_model ? "warn" : "quiet", text: `Models are switched off.${consequence}` };
    default:
      return undefined;
  }
}
