import { ago, fullTime } from "../../format/time";
import { useDesk, useDeskNow } from "../../store/context";
import { Panel } from "../../ui/Panel";

const documents: readonly [name: string, says: string][] = [
  ["README.md", "the first ten minutes, and how safe it is"],
  ["docs/rails.md", "what the gate promises, line by line"],
  ["docs/strategies.md", "strategies as files"],
  ["docs/notifications.md", "how to be told on a phone, by ntfy, Slack, Discord or a program"],
  ["docs/settings.md", "every setting"],
  ["docs/cli.md", "the command line"],
  ["SECURITY.md", "what is protected and what is not"],
];

export default function AboutPage() {
  const status = useDesk((desk) => desk.status);
  const now = useDeskNow();
  return (
    <div className="stack">
      <Panel title="About">
        <dl className="panel__body facts">
          <dt>Version</dt>
          <dd>{status?.version ?? "…"}</dd>
          <dt>Running since</dt>
          <dd>{status ? `${fullTime(status.started)}, ${ago(status.started, now)}` : "…"}</dd>
          <dt>Market</dt>
          <dd>{status?.market.message ?? "…"}</dd>
          <dt>Orders go to</dt>
          <dd>{status?.venues.join(", ") ?? "…"}</dd>
          <dt>Ledger</dt>
          <dd>{status ? `${status.last_seq} rows; swarmdesk audit verify proves them` : "…"}</dd>
        </dl>
      </Panel>
      <Panel title="Documents" note="in the folder the desk came in">
        <dl className="panel__body facts">
          {documents.map(([name, says]) => (
            <Document key={name} name={name} says={says} />
          ))}
          <dt>
            <a href="/api/v1/openapi.yaml">openapi.yaml</a>
          </dt>
          <dd>the API, as this desk serves it</dd>
        </dl>
      </Panel>
      <Panel title="Licences">
        <p className="panel__body">
          swarmdesk is under the Apache License 2.0. What this page is made of is listed in{" "}
          <a href="/notices.txt">notices.txt</a>.
        </p>
      </Panel>
    </div>
  );
}

function Document({ name, says }: { name: string; says: string }) {
  return (
    <>
      <dt className="mono">{name}</dt>
      <dd>{says}</dd>
    </>
  );
}
