import type { SentNotification } from "../../../api/types";
import type { Permission } from "./permission";

/** What became of a test by one way. */
export interface Outcome {
  way: string;
  tone: "up" | "down" | "warn" | "accent";
  words: string;
}

interface HereState {
  hasSound: boolean;
  isSoundReady: boolean;
  hasSystem: boolean;
  permission: Permission;
}

/** Of what this browser itself does. */
export function outcomesHere({ hasSound, isSoundReady, hasSystem, permission }: HereState): Outcome[] {
  const sound: Outcome = !hasSound
    ? { way: "Sound", tone: "warn", words: "It is switched off." }
    : isSoundReady
      ? { way: "Sound", tone: "up", words: "Two notes were played. Not heard? Look at this device's own volume." }
      : { way: "Sound", tone: "down", words: "The browser stays silent: it has no sound, or does not allow it here." };
  const system: Outcome =
    permission === "none"
      ? { way: "This computer", tone: "warn", words: "This browser has no notifications, or the page came by plain http." }
      : permission === "denied"
        ? { way: "This computer", tone: "down", words: "The browser blocks notifications of this page." }
        : permission === "default" || !hasSystem
          ? { way: "This computer", tone: "warn", words: "Notifications of this computer are switched off." }
          : { way: "This computer", tone: "up", words: "It was given to the system. Not seen? It may be in “do not disturb”." };
  return [sound, system];
}

/** Of what left the desk; `targets` is to how many it was sent. */
export function outcomesSent(sent: readonly SentNotification[], targets: number): Outcome[] {
  if (targets === 0)
    return [{ way: "Push and webhooks", tone: "warn", words: "There is nowhere to send to yet: no browser, no webhook." }];
  const known = sent.map(({ way, target, state, why }): Outcome => {
    const name = `${way === "push" ? "Push to" : "Webhook"} ${target}`;
    if (state === "delivered") return { way: name, tone: "up", words: "It was taken." };
    if (state === "failed") return { way: name, tone: "down", words: why ?? "Without a reason." };
    return { way: name, tone: "accent", words: "It is on its way." };
  });
  const missing = targets - sent.length;
  if (missing > 0) known.push({ way: `${missing} more`, tone: "accent", words: "On the way." });
  // Two browsers of one name are two.
  return known.map((each, at) => ({
    ...each,
    way: known.findIndex(({ way }) => way === each.way) === at ? each.way : `${each.way} (${at + 1})`,
  }));
}
