import type { Intent, Signal } from "../api/types";

/** One conclusion of an agent and what it led to; either may be all there is. */
export interface Decision {
  key: string;
  time: string;
  signal: Signal | undefined;
  intent: Intent | undefined;
}

/** What is known of a list that is loaded page by page. */
interface Known<T> {
  items: readonly T[];
  /** Whether there is nothing older. */
  isWhole: boolean;
}

/**
 * An agent's signals and intents as one list, newest first. It goes back as far as both are known: a signal of which the
 * intent has not been loaded would look as if nothing had come of it.
 */
export function decisionsOf(agent: string, signals: Known<Signal>, intents: Known<Intent>): Decision[] {
  const horizon = [
    signals.isWhole ? "" : (signals.items.at(-1)?.time ?? ""),
    intents.isWhole ? "" : (intents.items.at(-1)?.created ?? ""),
  ].reduce((a, b) => (a > b ? a : b));
  const proposed = intents.items.filter(({ proposer }) => proposer.kind === "agent" && proposer.name === agent);
  const by_id = new Map(proposed.map((intent) => [intent.intent_id, intent]));
  const by_signal = new Map(proposed.flatMap((intent) => (intent.signal ? [[intent.signal, intent] as const] : [])));
  const led = new Set<string>();
  const decisions: Decision[] = [];
  for (const signal of signals.items) {
    if (signal.agent !== agent) continue;
    const intent = (signal.intent_id && by_id.get(signal.intent_id)) || by_signal.get(signal.signal_id);
    if (intent) led.add(intent.intent_id);
    decisions.push({ key: signal.signal_id, time: signal.time, signal, intent });
  }
  for (const intent of proposed)
    if (!led.has(intent.intent_id)) decisions.push({ key: intent.intent_id, time: intent.created, signal: undefined, intent });
  return decisions.filter(({ time }) => time >= horizon).sort((a, b) => b.time.localeCompare(a.time));
}
