const key = "swarmdesk.alerts-seen";

/** Up to which row of the ledger this browser's person has looked at alerts. */
export const seenAlerts = {
  read: (): number => Number(localStorage.getItem(key) ?? 0),
  keep: (seq: number): void => localStorage.setItem(key, String(seq)),
};
