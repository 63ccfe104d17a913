import { Problem } from "./problem";

const timeout_ms = 10_000;
/** The desk tries a strategy on many candles, for twenty seconds at most. */
const try_timeout_ms = 30_000;
const tries = /^\/api\/v1\/strategies\/[^/]+\/[^/]+\/preview$/;
const repeat_after_ms = [300, 900] as const;

/**
 * What may be sent again when its answer was lost: reading, what carries an id of the caller's own (the desk answers the
 * same for the same id), and what only ever makes the desk safer.
 */
const repeatable_posts = /^\/api\/v1\/(intents|intents\/preview|intents\/[^/]+\/cancel|close|desk\/halt|accounts\/[^/]+\/halt)$/;

export function isRepeatable(method: string, path: string): boolean {
  return method === "GET" || (method === "POST" && repeatable_posts.test(path));
}

/** So long an answer is waited for, in milliseconds, over all attempts. */
export function timeoutOf(path: string): number {
  return tries.test(path) ? try_timeout_ms : timeout_ms;
}

interface TransportOptions {
  token(): string | undefined;
  /** The desk does not know the token (any more). */
  onUnauthorised?(): void;
  /** Ends everything that is on its way. */
  signal?: AbortSignal;
}

/**
 * A `fetch` for the desk: signed in, never cached, with a time-out over all attempts. What is not an answer of success
 * is thrown as a Problem.
 */
export function createTransport({ token, onUnauthorised, signal }: TransportOptions) {
  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const most_ms = timeoutOf(pathname);
    const timeout = AbortSignal.timeout(most_ms);
    const ends = AbortSignal.any([request.signal, timeout, ...(signal ? [signal] : [])]);
    const waits = isRepeatable(request.method, pathname) ? repeat_after_ms : [];
    const secret = token();
    if (secret !== undefined) request.headers.set("Authorization", `Bearer ${secret}`);
    for (let attempt = 0; ; attempt++) {
      let response: Response;
      try {
        response = await fetch(request.clone(), { cache: "no-store", signal: ends });
      } catch {
        if (timeout.aborted) throw Problem.timedOut(most_ms / 1000);
        if (ends.aborted) throw Problem.aborted();
        const wait = waits[attempt];
        if (wait === undefined) throw Problem.offline();
        await pause(wait, ends);
        continue;
      }
      if (response.status === 401) onUnauthorised?.();
      if (!response.ok) throw await Problem.from(response);
      return response;
    }
  };
}

/** Also ends when `signal` does. */
function pause(delay_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delay_ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
