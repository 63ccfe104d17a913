import { Link } from "wouter";
import { answer } from "../api/client";
import { day_ms, dayOf, startOf } from "../format/time";
import { useToday } from "../performance/useYesterday";
import { useAccess, useAccount } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";
import { Panel } from "../ui/Panel";
import { ClosedWithin } from "./ClosedWithin";
import { Markdown } from "./Markdown";

/** The treasury's report of one UTC day, and what was closed on it. */
export function DayReport({ day }: { day: string }) {
  const { client } = useAccess();
  const account = useAccount();
  const today = useToday();
  const report = useAnswer(account && `report ${account} ${day}`, () => {
    const query = account === undefined ? {} : { account };
    return answer<string>(client.http.GET("/reports/{day}", { params: { path: { day }, query }, parseAs: "text" }));
  });
  const before = dayOf(startOf(day) - day_ms);
  const after = dayOf(startOf(day) + day_ms);
  return (
    <div className="stack">
      <nav className="report__steps" aria-label="Other days">
        <Link href={`/replays/${before}`}>← {before}</Link>
        <Link href={`/replays/${day.slice(0, 7)}`}>the month</Link>
        {today !== undefined && after <= today && <Link href={`/replays/${after}`}>{after} →</Link>}
      </nav>
      <Panel title={`Report of ${day}`} note={day === today ? "the day is not over" : undefined}>
        <Answered answer={report} rows={8}>
          {(text) => (
            <div className="panel__body">
              <Markdown text={text} />
            </div>
          )}
        </Answered>
      </Panel>
      <ClosedWithin title="Closed on this day" from={day} to={after} />
    </div>
  );
}
