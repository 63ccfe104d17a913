import type { Limit } from "../api/types";
import { compare } from "../format/decimal";
import { nameText } from "../format/name";
import { exact, wholeMoney } from "../format/number";

const names: Readonly<Record<string, string>> = {
  position_max: "Position of an account or user",
  agent_position_max: "Position of one agent",
  desk_position_max: "Position of the whole desk",
  approval_above: "A trade without asking a person",
  approvals_waiting_max: "Requests that wait at once",
  approval_requests_per_hour_max: "Requests for approval in an hour",
  admissions_per_hour_max: "Trades of a user in an hour",
  agent_admissions_per_hour_max: "Trades of an agent in an hour",
  desk_admissions_per_hour_max: "Trades of the whole desk in an hour",
  daily_loss_percent: "Loss of a day",
  losses_in_a_row_max: "Losses in a row",
  desk_losses_in_a_row_max: "Losses in a row of the whole desk",
  loss_percent: "A loss that counts, from above",
};

/** In a person's words; of one this page has never heard of, its own name. */
export function nameOfLimit(name: string): string {
  return names[name] ?? nameText(name);
}

/** "$10,000", "5 %", "20". */
export function limitText(value: string, unit: string): string {
  if (unit === "USD") return `$${wholeMoney(value)}`;
  return unit === "" ? exact(value) : `${exact(value)}\u00a0${unit}`;
}

/** Where the value in force comes from. */
export type Origin = "built in" | "settings" | "tightened";

export function originOf({ value, ceiling, is_tightened }: Limit): Origin {
  if (is_tightened) return "tightened";
  return compare(value, ceiling) === 0 ? "built in" : "settings";
}
