import { monthsBetween } from "../performance/calendar";
import { DayCalendar, type DayResult } from "../performance/DayCalendar";
import { useToday } from "../performance/useYesterday";
import { useAccess, useAccount } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { useFirstDay } from "./useFirstDay";

const again_ms = 60_000;
const months_max = 36;

/** Every day since the desk began, by month; each leads to its report, and each month to its own. */
export function Reports() {
  const { client } = useAccess();
  const account = useAccount();
  const today = useToday();
  const first = useFirstDay();
  const days = useAnswer(account && `days ${account}`, () => client.profit(account ?? "", "day"), again_ms);
  return (
    <Panel title="Reports by day and month" note="what closed trades came to, in US dollars">
      <div className="panel__body">
        <Answered answer={first} rows={6}>
          {(first_event) => {
            // Whose past is partly not kept any more has trades from before it.
            const oldest = days.value?.items.at(-1)?.name;
            const since = oldest !== undefined && (first_event === null || oldest < first_event) ? oldest : first_event;
            if (since === null || today === undefined) return <Empty title="Nothing yet">Reports begin with the desk&apos;s first day.</Empty>;
            const results = new Map<string, DayResult>(days.value?.items.map((item) => [item.name, item]));
            return (
              <DayCalendar
                months={monthsBetween(since, today, months_max)}
                results={results}
                today={today}
                since={since}
                href={(month) => `/replays/${month}`}
              />
            );
          }}
        </Answered>
      </div>
    </Panel>
  );
}
