const day_s = 86_400;

/** How long a new token lasts; without a number of seconds, until it is revoked. */
export const expiries = [
  { value: "day", label: "in a day", expires_in_s: day_s },
  { value: "week", label: "in a week", expires_in_s: 7 * day_s },
  { value: "month", label: "in 30 days", expires_in_s: 30 * day_s },
  { value: "year", label: "in a year", expires_in_s: 365 * day_s },
  { value: "never", label: "never", expires_in_s: undefined },
] as const;

export type Expiry = (typeof expiries)[number]["value"];

/** How long the old token goes on after a rotation. */
export const graces = [
  { value: "0", label: "at once" },
  { value: "60", label: "after a minute" },
  { value: "3600", label: "after an hour" },
  { value: "86400", label: "after a day" },
] as const;

/** The token this page came with goes on for so long, so that the page can go over to the new one. */
export const own_grace_s = 60;
