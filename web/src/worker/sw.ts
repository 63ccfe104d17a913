import { pressedPath, readMessage } from "./message";

/**
 * What is told while no page is open. It shows what the desk pushes and opens the address it is about; it holds no token,
 * asks the desk nothing, and keeps no copy of anything: there is no `fetch` in it, so what a page shows never comes from here.
 */
declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data?.text()));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(pressedPath(event.action, event.notification.data)));
});

async function show(text: string | undefined): Promise<void> {
  const { title, options } = readMessage(text, Date.now());
  const pages = await self.clients.matchAll({ type: "window" });
  // A page that is looked at says the same aloud.
  const isWatched = pages.some((page) => page.focused);
  await self.registration.showNotification(title, isWatched ? { ...options, silent: true } : options);
  if (pages.length === 0) await self.navigator.setAppBadge?.().catch(() => {});
}

/** In a page that is open already, else in a new one. */
async function open(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((each) => each.focused) ?? pages[0];
  if (!page) {
    await self.clients.openWindow(path);
    return;
  }
  page.postMessage({ type: "open", path });
  // A browser may forbid it; the page is at the address all the same.
  await page.focus().catch(() => {});
}
