import { useParams } from "wouter";
import { AlertsPanel } from "../../alerts/AlertsPanel";
import { SwarmPanel } from "../../swarm/SwarmPanel";
import { PageHead } from "../PageHead";
import { AgentPage } from "./AgentPage";

/** Who does what, and why; below `/swarm/NAME` one agent. */
export default function SwarmPage() {
  const { agent } = useParams<{ agent?: string }>();
  if (agent !== undefined) return <AgentPage key={agent} name={decodeURIComponent(agent)} />;
  return (
    <>
      <PageHead title="Swarm" />
      <div className="columns columns--two">
        <SwarmPanel />
        <AlertsPanel />
      </div>
    </>
  );
}
