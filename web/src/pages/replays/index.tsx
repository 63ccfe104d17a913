import { useState } from "react";
import { answer } from "../../api/client";
import { useAccess, useAccount } from "../../store/context";
import { Panel } from "../../ui/Panel";
import { ProblemNote } from "../../ui/ProblemNote";
import { useWork } from "../../ui/useWork";
import { PageHead } from "../PageHead";
import "./replays.css";

/** The treasury's report of a day. */
export default function ReplaysPage() {
  const { client } = useAccess();
  const account = useAccount();
  const { busy, problem, run } = useWork();
  const [day, setDay] = useState(() => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
  const [report, setReport] = useState<string>();
  const load = () =>
    run(async () => {
      setReport(undefined);
      const query = account === undefined ? {} : { account };
      const asked = client.http.GET("/reports/{day}", { params: { path: { day }, query }, parseAs: "text" });
      setReport(await answer<string>(asked));
    });
  return (
    <>
      <PageHead title="Replays & reports" />
      <Panel title="Report of a day">
        <form
          className="panel__body report__form"
          onSubmit={(event) => {
            event.preventDefault();
            void load();
          }}
        >
          <label className="field">
            <span>Day (UTC)</span>
            <input type="date" required value={day} onChange={(event) => setDay(event.target.value)} />
          </label>
          <button type="submit" className="button button--primary" disabled={busy}>
            {busy ? "Asking…" : "Show"}
          </button>
        </form>
        {problem && (
          <div className="panel__body">
            <ProblemNote problem={problem} />
          </div>
        )}
        {report !== undefined && (
          <pre className="panel__body report" tabIndex={0} aria-label={`Report of ${day}`}>
            {report}
          </pre>
        )}
      </Panel>
    </>
  );
}
