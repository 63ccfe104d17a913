import { useParams } from "wouter";
import { AlertsPanel } from "../../alerts/AlertsPanel";
import { SwarmGraph } from "../../swarm/SwarmGraph";
import { SwarmPanel } from "../../swarm/SwarmPanel";
import { PageHead } from "../PageHead";
import { AgentPage } from "./AgentPage";

/** Who does what, and why; below `/swarm/NAME` one agent. */
export default function SwarmPage() {
  const { agent, section } = useParams<{ agent?: string; section?: string }>();
  if (agent !== undefined) return <AgentPage key={agent} name={decodeURIComponent(agent)} section={section} />;
  return (
    <>
      <PageHead title="Swarm" />
      <div className="stack">
        <SwarmGraph />
        <div className="columns columns--two">
          <SwarmPanel />
          <AlertsPanel />
        </div>
      </div>
    </>
  );
}
