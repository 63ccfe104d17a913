import type { Client } from "../api/client";
import { Problem } from "../api/problem";
import { browserName } from "../api/token";
import { safePath } from "../worker/actions";
import { choices, loadChoices, pushedAs } from "./choices";

/** Whether this browser can be pushed to, and what stands in the way. */
export type PushSupport = "ready" | "insecure" | "needs-home-screen" | "unsupported";

export function pushSupport(): PushSupport {
  if (!window.isSecureContext) return "insecure";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return "ready";
  return /iPhone|iPad/.test(navigator.userAgent) ? "needs-home-screen" : "unsupported";
}

/** What shows notifications while no page is open. Only a page that was built has it. */
export async function registerWorker(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // The file has no hash in its name: a browser is to ask the desk for it each time.
  await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
}

/** Follows a press on a notification to its address, until the returned function is called. */
export function onOpen(go: (path: string) => void): () => void {
  const fromWorker = ({ data }: MessageEvent) => {
    const message: unknown = data;
    if (typeof message === "object" && message !== null && "type" in message && message.type === "open" && "path" in message)
      go(safePath(message.path));
  };
  const fromPage = (event: Event) => go(safePath((event as CustomEvent<unknown>).detail));
  const workers = "serviceWorker" in navigator ? navigator.serviceWorker : undefined;
  workers?.addEventListener("message", fromWorker);
  window.addEventListener("swarmdesk:open", fromPage);
  return () => {
    workers?.removeEventListener("message", fromWorker);
    window.removeEventListener("swarmdesk:open", fromPage);
  };
}

/** The desk's key as a browser takes it: base64url is not taken by all. */
export function keyBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function isSameKey(kept: ArrayBuffer | null, wanted: Uint8Array): boolean {
  if (!kept) return false;
  const bytes = new Uint8Array(kept);
  return bytes.length === wanted.length && bytes.every((byte, at) => byte === wanted[at]);
}

async function registration(): Promise<ServiceWorkerRegistration> {
  const found = await navigator.serviceWorker.getRegistration("/");
  if (!found) throw new Problem(0, "NO_WORKER", "Push is not ready", "Load the page again, then switch it on.");
  // `ready` waits for one that works, and for ever where none comes.
  return found.active ? found : navigator.serviceWorker.ready;
}

/** Has the desk push to this browser. The permission must have been given. */
export async function startPush(client: Client): Promise<void> {
  const worker = await registration();
  const key = keyBytes(await client.pushKey());
  let subscription = await worker.pushManager.getSubscription();
  if (subscription && !isSameKey(subscription.options.applicationServerKey, key)) {
    // The desk has another key than it had: what was made with the old one is of no use.
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await subscribed(worker, key);
  const { endpoint = "", keys } = subscription.toJSON();
  const { p256dh = "", auth = "" } = keys ?? {};
  const before = pushedAs.read()?.id;
  try {
    const name = browserName(navigator.userAgent);
    const { id } = await client.addPushSubscription({ endpoint, keys: { p256dh, auth }, name });
    pushedAs.keep({ id, endpoint });
    // Of an address that this browser gave up nobody hears any more.
    if (before !== undefined && before !== id) await client.removePushSubscription(before).catch(() => {});
  } catch (error) {
    await subscription.unsubscribe().catch(() => false);
    throw error;
  }
  await loadChoices(client);
}

async function subscribed(worker: ServiceWorkerRegistration, key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  try {
    return await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    throw new Problem(
      0,
      "NO_PUSH_SERVICE",
      "The browser's push service did not take it",
      `${why || "It gave no reason."} It may be switched off in the browser, or not be reached from here.`,
    );
  }
}

/** Has the desk push to this browser no more; here it ends even where the desk cannot be told. */
export async function stopPush(client: Client): Promise<void> {
  const id = pushedAs.read()?.id;
  await forgetPush();
  if (id !== undefined) await client.removePushSubscription(id);
}

/** Takes no push here any more, and takes away what is shown. The desk's side of it ends with the token. */
export async function forgetPush(): Promise<void> {
  pushedAs.forget();
  const worker = "serviceWorker" in navigator ? await navigator.serviceWorker.getRegistration("/") : undefined;
  const subscription = await worker?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
  for (const shown of (await worker?.getNotifications()) ?? []) shown.close();
}

/**
 * Tells the desk again where it lost this browser: it drops one that its push service does not know any more, and one whose
 * token has ended; and a push service may give a browser another address.
 */
export async function syncPush(client: Client): Promise<void> {
  const mine = pushedAs.read();
  const { settings } = choices.get();
  if (mine === undefined || !settings || pushSupport() !== "ready" || Notification.permission !== "granted") return;
  const subscription = await (await registration()).pushManager.getSubscription();
  const isKnown = settings.subscriptions.some((each) => each.id === mine.id && each.is_of_this_token);
  if (isKnown && subscription?.endpoint === mine.endpoint) return;
  await startPush(client);
}
