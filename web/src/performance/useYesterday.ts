import { dayChange } from "./dayChange";
import { day_ms, dayOf } from "../format/time";
import { useAccess, useAccount, useDesk } from "../store/context";
import { useAnswer } from "../store/useAnswer";

/** Equity is marked once an hour. */
const again_ms = 5 * 60_000;

/** The UTC day it is at the desk; a replay lives at its recording's. */
export function useToday(): string | undefined {
  return useDesk((desk) => desk.status?.time.slice(0, 10));
}

/** What equity gained or lost yesterday, where there are marks of it. */
export function useYesterday(): { day: string | undefined; change_usd: string | undefined } {
  const { client } = useAccess();
  const account = useAccount();
  const today = useToday();
  const day = today && dayOf(Date.parse(today) - day_ms);
  const before = day && dayOf(Date.parse(day) - day_ms);
  const key = account === undefined || before === undefined ? undefined : `yesterday ${account} ${before}`;
  const { value } = useAnswer(key, () => client.equity(account ?? "", before), again_ms);
  return { day, change_usd: value && day && dayChange(value.items, day) };
}
