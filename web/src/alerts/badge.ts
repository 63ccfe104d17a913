/** The number on the app's icon, where it is installed as one. */
export function showBadge(count: number): void {
  if (typeof navigator.setAppBadge !== "function") return;
  void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => {
    // Some browsers know it and have nowhere to show it.
  });
}
