const key = "swarmdesk.alerts-seen";

/** Up to which row of the ledger this browser's person has looked at alerts. */
export const seenAlerts = {
  read: (): number => Number(localStorage.getItem(key) ?? 0),
  keep: (seq: number): void => localStorage.setItem(key, String(seq)),
};

const expired_key = "swarmdesk.expired-seen";

/** Up to when this browser's person has looked at approvals that expired without an answer: a time as the desk writes it. */
export const seenExpired = {
  read: (): string => localStorage.getItem(expired_key) ?? "",
  keep: (time: string): void => localStorage.setItem(expired_key, time),
};
