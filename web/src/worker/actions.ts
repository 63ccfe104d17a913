/** A button on a notification, and the address it opens. */
export interface NoticeAction {
  action: string;
  title: string;
}

const settings = "/settings/notifications";

/** What one would look at first, by the kind of what happened. */
const looks: Readonly<Record<string, { title: string; path: string } | undefined>> = {
  approval_waiting: { title: "Positions", path: "/portfolio" },
  approval_expired: { title: "History", path: "/approvals/history" },
  trading_state: { title: "Ledger", path: "/ledger" },
  limit_tripped: { title: "Limits", path: "/settings/limits" },
  unknown_outcome: { title: "Reconciliation", path: "/portfolio/reconciliation" },
  unprotected: { title: "Positions", path: "/portfolio" },
  agent: { title: "Swarm", path: "/swarm" },
  feed: { title: "Markets", path: "/markets" },
};

/**
 * The buttons of a notification. None decides anything: a lock screen belongs to whoever holds the phone. An action is the
 * address it opens.
 */
export function actionsOf(kind: string): NoticeAction[] {
  const look = looks[kind];
  return [
    ...(look ? [{ action: look.path, title: look.title }] : []),
    { action: settings, title: "Fewer of these" },
  ];
}

/** An address of this page alone: what is anything else leads to the overview. */
export function safePath(path: unknown): string {
  const isOurs = typeof path === "string" && path.length <= 300 && /^\/(?![/\\])[\w\-./%?=&:#~]*$/.test(path);
  return isOurs ? path : "/";
}
