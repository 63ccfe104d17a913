/** Only this machine answers there. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(?:\.[0-9]+){3}|\[::1\])$/.test(host);
}

/**
 * The address another device opens. The desk makes links for the address it knows of itself; where that is only this
 * machine's, the page knows better by which name it was reached. With `stays` that browser stays signed in.
 */
export function handoverAddress(link: string, origin: string, stays: boolean): string {
  const url = new URL(link);
  const base = isLoopback(url.hostname) ? origin : url.origin;
  return `${base}/${url.hash}${stays ? "&stay=1" : ""}`;
}
