import { Link } from "wouter";
import { fieldsOf } from "../api/eventFields";
import type { LedgerEvent } from "../api/types";
import { ago, fullTime } from "../format/time";
import { useAccess, useDeskNow } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { useNews } from "../store/useNews";
import { Lines } from "./Lines";

/** The row that says that rules changed. */
export const setting_changed = /^SettingChanged$/;

/** Which rules ran when, and who changed them: out of the ledger. Absent where they never changed. */
export function StrategyHistory({ agent, name }: { agent: string; name: string }) {
  const { client } = useAccess();
  const now = useDeskNow();
  const subject = `strategy ${agent}/${name}`;
  const rows = useAnswer(subject, () => client.ledgerOf(subject));
  useNews(setting_changed, rows.again);
  const changes = (rows.value ?? []).filter(({ kind }) => kind === "SettingChanged").toReversed();
  if (changes.length === 0) return null;
  return (
    <details className="change__past">
      <summary>
        Changed {changes.length} {changes.length === 1 ? "time" : "times"}, last {ago(changes[0]?.time, now)}
      </summary>
      <ol className="change__history">
        {changes.map((row) => (
          <Change key={row.seq} row={row} />
        ))}
      </ol>
    </details>
  );
}

function Change({ row }: { row: LedgerEvent }) {
  const { time, seq, message } = row;
  const { text, texts, actor } = fieldsOf(row);
  const [lines, by, reason] = [texts("changes"), actor("by"), text("reason")];
  return (
    <li>
      <p>
        <span className="quiet">{fullTime(time)}</span> {by === "start" ? "found changed at a start" : by && `by ${by}`}
        {reason && <q>{reason}</q>} <Link href={`/ledger/${seq}`}>row {seq}</Link>
      </p>
      {lines.length > 0 ? <Lines lines={lines} label="Changes" /> : <p>{message}</p>}
    </li>
  );
}
