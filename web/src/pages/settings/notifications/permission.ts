import { useEffect, useState } from "react";
import { pushSupport, type PushSupport } from "../../../alerts/push";

export type Permission = NotificationPermission | "none";

function read(): Permission {
  return typeof Notification === "undefined" ? "none" : Notification.permission;
}

/** What the browser lets the page show, followed while somebody changes it beside the address. */
export function usePermission(): [Permission, ask: () => Promise<Permission>] {
  const [permission, setPermission] = useState(read);
  useEffect(() => {
    let status: PermissionStatus | undefined;
    let isGone = false;
    const follow = () => setPermission(read());
    void navigator.permissions
      ?.query({ name: "notifications" })
      .then((found) => {
        if (isGone) return;
        status = found;
        status.addEventListener("change", follow);
      })
      .catch(() => {
        // Not every browser tells of it; asking still works.
      });
    return () => {
      isGone = true;
      status?.removeEventListener("change", follow);
    };
  }, []);
  const ask = async () => {
    if (typeof Notification !== "undefined") await Notification.requestPermission();
    const answer = read();
    setPermission(answer);
    return answer;
  };
  return [permission, ask];
}

/** What stands between the browser and a notification, and what to do about it; nothing where it is ready. */
export function obstacle(support: PushSupport, permission: Permission): string | undefined {
  if (support === "insecure")
    return "A browser shows notifications only for pages that came by https, or from this machine. docs/notifications.md has a proxy in ten lines.";
  if (support === "needs-home-screen")
    return "On an iPhone or iPad put this page on the home screen first (Share, Add to Home Screen), and open it from there.";
  if (support === "unsupported") return "This browser has no push messages.";
  if (permission === "denied")
    return "The browser blocks notifications of this page. Press the sign beside the address, allow notifications, and come back.";
  return undefined;
}

export { pushSupport };
