import { Link } from "wouter";
import { stateText, stateTone } from "../../book/intentState";
import { clockTime } from "../../format/time";
import { useDesk, useDeskNow } from "../../store/context";
import { AgentCard } from "../../swarm/AgentCard";
import { Empty } from "../../ui/Empty";
import { Loading } from "../../ui/Loading";
import { Panel } from "../../ui/Panel";
import { PageHead } from "../PageHead";

/** One agent: how it is now, what it concluded and what it proposed. */
export function AgentPage({ name }: { name: string }) {
  const agents = useDesk((desk) => desk.agents);
  const signals = useDesk((desk) => desk.signals);
  const intents = useDesk((desk) => desk.intents);
  const now = useDeskNow();
  const mine = agents?.filter((agent) => agent.name === name) ?? [];
  const concluded = signals?.filter(({ agent }) => agent === name);
  const proposed = intents?.filter(({ proposer }) => proposer.name === name);
  return (
    <>
      <PageHead title={name.replaceAll("_", " ")} note={<Link href="/swarm">All agents</Link>} />
      <div className="stack">
        <Panel title="Now">
          {agents === undefined ? (
            <Loading part="agents" />
          ) : mine.length === 0 ? (
            <Empty title="There is no agent of this name" />
          ) : (
            <ul className="swarm">
              {mine.map((agent) => (
                <AgentCard key={agent.account ?? ""} agent={agent} now={now} showsAccount={mine.length > 1} />
              ))}
            </ul>
          )}
        </Panel>
        <div className="columns columns--two">
          <Panel title="Signals">
            {concluded === undefined ? (
              <Loading part="signals" />
            ) : concluded.length === 0 ? (
              <Empty title="No signals yet">What it concludes is listed here.</Empty>
            ) : (
              <ul className="panel__body stack">
                {concluded.slice(0, 50).map((signal) => (
                  <li key={signal.signal_id}>
                    <time dateTime={signal.time} className="quiet">
                      {clockTime(signal.time)}
                    </time>{" "}
                    <span className={signal.side === "BUY" ? "up" : "down"}>{signal.side}</span> {signal.instrument}{" "}
                    {signal.outcome && <span className="tag">{signal.outcome}</span>}
                    <p className="quiet">{signal.reason}</p>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Panel title="Proposed">
            {proposed === undefined ? (
              <Loading part="intents" />
            ) : proposed.length === 0 ? (
              <Empty title="Nothing proposed lately">Its newest intents are listed here.</Empty>
            ) : (
              <ul className="panel__body stack">
                {proposed.map((intent) => (
                  <li key={intent.intent_id}>
                    <time dateTime={intent.created} className="quiet">
                      {clockTime(intent.created)}
                    </time>{" "}
                    <Link href={`/portfolio/intents/${intent.intent_id}`}>
                      {intent.side} {intent.instrument}
                    </Link>{" "}
                    <span className={`tag tag--${stateTone(intent.state)}`}>{stateText(intent.state)}</span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
      </div>
    </>
  );
}
