import { openSession } from "./client";
import { asProblem, type Problem } from "./problem";

const key = "swarmdesk.token";

/** The bearer token, kept for this tab only. */
export const token = {
  read(): string | undefined {
    return sessionStorage.getItem(key) ?? undefined;
  },
  keep(value: string): void {
    sessionStorage.setItem(key, value);
  },
  forget(): void {
    sessionStorage.removeItem(key);
  },
};

/**
 * Signs in with what the address hands over, and removes it from the address bar and the history: a token
 * (`#token=…`), or the secret of a link that works once (`#link=…`) and is exchanged for a token of this browser's own.
 * A link that does not work any more leaves a problem behind.
 */
export async function signInFromAddress(location: Location, history: History): Promise<Problem | undefined> {
  const given = new URLSearchParams(location.hash.slice(1));
  const [link, secret] = [given.get("link"), given.get("token")];
  if (!link && !secret) return undefined;
  history.replaceState(null, "", location.pathname + location.search);
  if (secret) token.keep(secret);
  if (!link) return undefined;
  try {
    token.keep(await openSession(link, browserName(navigator.userAgent)));
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
