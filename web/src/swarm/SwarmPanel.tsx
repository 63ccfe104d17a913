import { useDesk, useDeskNow } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { Panel } from "../ui/Panel";
import { AgentCard } from "./AgentCard";
import "./swarm.css";

export function SwarmPanel() {
  const agents = useDesk((desk) => desk.agents);
  const now = useDeskNow();
  // Those that wait for something that is not there are not between those that work.
  const shown = agents?.toSorted((a, b) => Number(a.state === "not_connected") - Number(b.state === "not_connected"));
  const running = agents?.filter((agent) => agent.state === "running").length ?? 0;
  return (
    <Panel id="swarm" title="Swarm" note={agents && `${running} of ${agents.length} running`}>
      {agents === undefined || shown === undefined ? (
        <Loading part="agents" rows={6} />
      ) : agents.length === 0 ? (
        <Empty title="No agents">The desk was started without the agents role.</Empty>
      ) : (
        <ul className="swarm">
          {shown.map((agent) => (
            <AgentCard
              key={`${agent.name} ${agent.account}`}
              agent={agent}
              now={now}
              showsAccount={agents.some((each) => each.name === agent.name && each.account !== agent.account)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}
