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

/** Takes a token handed over in the address (`#token=…`) and removes it from the address bar and the history. */
export function takeTokenFromAddress(location: Location, history: History): void {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!given) return;
  token.keep(given);
  history.replaceState(null, "", location.pathname + location.search);
}
