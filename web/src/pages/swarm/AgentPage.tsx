import { Link, useLocation } from "wouter";
import { nameText } from "../../format/name";
import { useDesk, useDeskNow } from "../../store/context";
import { StrategyList } from "../../strategies/StrategyList";
import { AgentCard } from "../../swarm/AgentCard";
import { AgentModels } from "../../swarm/AgentModels";
import { AgentPerformance } from "../../swarm/AgentPerformance";
import { Decisions } from "../../swarm/Decisions";
import { Empty } from "../../ui/Empty";
import { Loading } from "../../ui/Loading";
import { Panel } from "../../ui/Panel";
import { Tabs } from "../../ui/Tabs";
import { PageHead } from "../PageHead";

const sections = ["decisions", "performance", "strategies", "models"] as const;
type Section = (typeof sections)[number];

interface AgentPageProps {
  name: string;
  section: string | undefined;
}

/** One agent: how it is now, what it decided, what that earned, by which rules, and what it asked models. */
export function AgentPage({ name, section: asked }: AgentPageProps) {
  const [, go] = useLocation();
  const agents = useDesk((desk) => desk.agents);
  const now = useDeskNow();
  const mine = agents?.filter((agent) => agent.name === name) ?? [];
  const section = sections.find((each) => each === asked) ?? "decisions";
  const at = `/swarm/${encodeURIComponent(name)}`;
  const isThere = agents === undefined || mine.length > 0;
  return (
    <>
      <PageHead title={nameText(name)} note={<Link href="/swarm">All agents</Link>} />
      <div className="stack">
        <Panel title="Now" note={mine[0]?.title}>
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
        {isThere && (
          <div>
            <Tabs<Section>
              label={`Parts of ${nameText(name)}`}
              className="page-tabs"
              value={section}
              onChange={(next) => go(next === "decisions" ? at : `${at}/${next}`)}
              tabs={[
                { value: "decisions", label: "Decisions" },
                { value: "performance", label: "Performance" },
                { value: "strategies", label: "Strategies" },
                { value: "models", label: "Models" },
              ]}
            >
              {section === "decisions" && <Decisions agent={name} />}
              {section === "performance" && <AgentPerformance agent={name} />}
              {section === "strategies" && <StrategyList agent={name} />}
              {section === "models" && <AgentModels agent={name} />}
            </Tabs>
          </div>
        )}
      </div>
    </>
  );
}
