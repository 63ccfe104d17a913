import { openSession } from "./client";
import { asProblem, type Problem } from "./problem";

const key = "swarmdesk.token";

/**
 * The bearer token: kept for this tab, or, where somebody wants to stay signed in, for this browser until it ends. It is in
 * one of the two places alone, so that signing out leaves it nowhere.
 */
export const token = {
  read(): string | undefined {
    return sessionStorage.getItem(key) ?? localStorage.getItem(key) ?? undefined;
  },
  /** Whether this browser stays signed in. */
  stays(): boolean {
    return sessionStorage.getItem(key) === null && localStorage.getItem(key) !== null;
  },
  /** Where it was kept before, unless said otherwise. */
  keep(value: string, stays: boolean = token.stays()): void {
    (stays ? localStorage : sessionStorage).setItem(key, value);
    if (stays) sessionStorage.removeItem(key);
  },
  /** Stays signed in with the token of this tab, or no longer than this tab is open. */
  setStays(stays: boolean): void {
    const value = token.read();
    if (value === undefined || stays === token.stays()) return;
    if (!stays) localStorage.removeItem(key);
    token.keep(value, stays);
  },
  /** What stays of another sign-in, in another tab, is not this tab's to forget. */
  forget(): void {
    if (token.stays()) localStorage.removeItem(key);
    sessionStorage.removeItem(key);
  },
};

/**
 * Signs in with what the address hands over, and removes it from the address bar and the history: a token
 * (`#token=…`), or the secret of a link that works once (`#link=…`) and is exchanged for a token of this browser's own.
 * With `stay=1` this browser stays signed in. A link that does not work any more leaves a problem behind.
 */
export async function signInFromAddress(location: Location, history: History): Promise<Problem | undefined> {
  const given = new URLSearchParams(location.hash.slice(1));
  const [link, secret, stays] = [given.get("link"), given.get("token"), given.get("stay") === "1"];
  if (!link && !secret) return undefined;
  history.replaceState(null, "", location.pathname + location.search);
  if (secret) token.keep(secret, stays);
  if (!link) return undefined;
  try {
    token.keep(await openSession(link, browserName(navigator.userAgent)), stays);
  } catch (error) {
    return asProblem(error);
  }
  return undefined;
}

/** "Firefox on Linux": what a person calls it in a list of tokens. */
export function browserName(userAgent: string): string {
  const browsers = { Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari" };
  const systems = { Android: "Android", iPhone: "iPhone", iPad: "iPad", Windows: "Windows", Mac: "macOS", Linux: "Linux" };
  const first = (names: Record<string, string>, otherwise: string) =>
    Object.entries(names).find(([mark]) => userAgent.includes(mark))?.[1] ?? otherwise;
  return `${first(browsers, "Browser")} on ${first(systems, "an unknown system")}`;
}

/** The secret of a sign-in link, pasted whole or by itself; a token has none. */
export function linkSecret(pasted: string): string | undefined {
  return /(?:^|#link=)(sl_[0-9A-Za-z]+)/.exec(pasted.trim())?.[1];
}
