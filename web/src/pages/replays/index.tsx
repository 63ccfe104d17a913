import { Link, useParams } from "wouter";
import { monthText } from "../../performance/calendar";
import { DayReport } from "../../reports/DayReport";
import { MonthReport } from "../../reports/MonthReport";
import { Reports } from "../../reports/Reports";
import { Empty } from "../../ui/Empty";
import { PageHead } from "../PageHead";
import "../../reports/reports.css";

/** Reports: every day and month there is, or one of them. */
export default function ReplaysPage() {
  const { id } = useParams<{ id?: string }>();
  if (id === undefined)
    return (
      <>
        <PageHead title="Replays & reports" />
        <Reports />
      </>
    );
  const all = <Link href="/replays">All reports</Link>;
  const print = (
    <button type="button" className="button" onClick={() => window.print()}>
      Print
    </button>
  );
  if (isDay(id))
    return (
      <>
        <PageHead key={id} title={id} note={all} tools={print} />
        <DayReport key={`report ${id}`} day={id} />
      </>
    );
  if (isDay(`${id}-01`))
    return (
      <>
        <PageHead key={id} title={monthText(id)} note={all} tools={print} />
        <MonthReport key={`report ${id}`} month={id} />
      </>
    );
  return (
    <>
      <PageHead title="Replays & reports" note={all} />
      <div className="panel">
        <Empty title="There is no such report">A report is of a day, such as 2025-04-03, or of a month, such as 2025-04.</Empty>
      </div>
    </>
  );
}

/** Whether there is such a day: 2025-02-30 is none. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
