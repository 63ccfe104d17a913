/** Only this machine answers there. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(?:\.[0-9]+){3}|\[::1\])$/.test(host);
}

/**
 * The address another device opens: the desk makes links for where it listens, and the page knows by which name it was
 * reached. With `stays` that browser stays signed in.
 */
export function handoverAddress(link: string, origin: string, stays: boolean): string {
  const secret = new URL(link).hash;
  const base = isLoopback(new URL(origin).hostname) ? new URL(link).origin : origin;
  return `${base}/${secret}${stays ? "&stay=1" : ""}`;
}
