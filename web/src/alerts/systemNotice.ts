import { actionsOf } from "../worker/actions";
import type { Notice } from "./notice";

/** Shows it outside of the page. Through the service worker where there is one: only those have actions. */
export async function showSystemNotice(notice: Notice, hidesAmounts: boolean): Promise<void> {
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
  const { title, body, discreet, tag, path, kind, isFollowUp } = notice;
  const options = {
    body: hidesAmounts ? discreet : body,
    tag,
    icon: "/icon-192.png",
    badge: "/badge.png",
    data: { path },
    silent: true,
  };
  const worker = await workerOf();
  if (worker) {
    // What ends one that nobody was shown is no news.
    if (isFollowUp && (await worker.getNotifications({ tag })).length === 0) return;
    await worker.showNotification(title, { ...options, actions: actionsOf(kind) } as NotificationOptions);
    return;
  }
  if (isFollowUp) return;
  try {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      window.dispatchEvent(new CustomEvent("swarmdesk:open", { detail: path }));
      shown.close();
    };
  } catch {
    // Phones show notifications of service workers alone.
  }
}

/** Takes away what was shown under this tag, by the page or by push. */
export async function closeSystemNotices(tag: string): Promise<void> {
  for (const shown of (await (await workerOf())?.getNotifications({ tag })) ?? []) shown.close();
}

async function workerOf(): Promise<ServiceWorkerRegistration | undefined> {
  if (!("serviceWorker" in navigator)) return undefined;
  return (await navigator.serviceWorker.getRegistration("/")) ?? undefined;
}
