import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Agent } from "../api/types";
import { nameText } from "../format/name";
import { useDesk, useDeskNow } from "../store/context";
import { Loading } from "../ui/Loading";
import { Panel } from "../ui/Panel";
import { healthOf } from "./AgentCard";
import { counted, flowOf } from "./flow";
import "./graph.css";

/** The way of a trade, from prices to the exchange, with what went along it in the last hour. */
export function SwarmGraph() {
  const agents = useDesk((desk) => desk.agents);
  const signals = useDesk((desk) => desk.signals);
  const intents = useDesk((desk) => desk.intents);
  const fills = useDesk((desk) => desk.fills);
  const orders = useDesk((desk) => desk.orders);
  const positions = useDesk((desk) => desk.positions);
  const approvals = useDesk((desk) => desk.approvals);
  const status = useDesk((desk) => desk.status);
  const now = useDeskNow();
  const flow = flowOf({ signals, intents, fills, orders, positions, approvals }, now);
  const names = [...new Set((agents ?? []).filter(({ state }) => state !== "not_connected").map(({ name }) => name))];
  const of = (name: string) => (agents ?? []).filter((agent) => agent.name === name);
  const supervisor = of("supervisor")[0];
  const stands = status?.state !== undefined && status.state !== "ACTIVE";
  return (
    <Panel title="The way of a trade" note="in the last hour">
      {agents === undefined ? (
        <Loading part="agents" rows={4} />
      ) : (
        <ol className="graph live" aria-label="From the market to the venue">
          <Stage name="Market" href="/markets" isIll={status?.market.is_healthy === false}>
            <p>{status ? `${status.instruments.length} instruments` : "…"}</p>
            <p className="quiet">{status?.market.is_real ? "real prices" : "simulated prices"}</p>
          </Stage>
          <li className="graph__agents">
            <h3>Agents</h3>
            <ul>
              {names
                .filter((name) => name !== "supervisor")
                .map((name) => (
                  <AgentNode
                    key={name}
                    name={name}
                    agents={of(name)}
                    signals={flow.signalsOf.get(name) ?? 0}
                    proposed={flow.proposedOf.get(name) ?? 0}
                  />
                ))}
            </ul>
          </li>
          <Stage name="Supervisor" href="/swarm/supervisor" isIll={supervisor !== undefined && healthOf(supervisor) === "unwell"}>
            <p>{counted(flow.signals, "signal")}</p>
            <p className="quiet">routes them to the gate</p>
          </Stage>
          <Stage name="Gate" href="/approvals" isIll={stands}>
            <p>{counted(flow.proposed, "intent")}</p>
            <p className={flow.denied > 0 ? "warn" : "quiet"}>{flow.denied} denied</p>
            <p className={flow.waiting > 0 ? "graph__waits" : "quiet"}>{flow.waiting} waiting</p>
            {stands && <p className="down">{status.state}</p>}
          </Stage>
          <Stage name={status?.venues.length === 1 ? `Venue ${status.venues[0]}` : "Venues"} href="/portfolio/orders">
            <p>{counted(flow.fills, "fill")}</p>
            <p className="quiet">
              {flow.open} open {flow.open === 1 ? "order" : "orders"}
            </p>
            <p className="quiet">{flow.held} held</p>
          </Stage>
        </ol>
      )}
    </Panel>
  );
}

interface StageProps {
  name: string;
  href: string;
  isIll?: boolean;
  children: ReactNode;
}

function Stage({ name, href, isIll = false, children }: StageProps) {
  return (
    <li className={`graph__stage ${isIll ? "graph__stage--ill" : ""}`}>
      <h3>
        <Link href={href}>{name}</Link>
      </h3>
      {children}
    </li>
  );
}

interface AgentNodeProps {
  name: string;
  /** One for each account it is run for. */
  agents: readonly Agent[];
  signals: number;
  proposed: number;
}

function AgentNode({ name, agents, signals, proposed }: AgentNodeProps) {
  const isIll = agents.some((agent) => healthOf(agent) === "unwell");
  const said = [signals > 0 && `${signals} signal${signals === 1 ? "" : "s"}`, proposed > 0 && `${proposed} proposed`].filter(Boolean);
  return (
    <li className={isIll ? "graph__agent--ill" : ""}>
      <Link href={`/swarm/${encodeURIComponent(name)}`}>{nameText(name)}</Link>
      <span className={said.length > 0 ? "" : "quiet"}>{isIll ? "unwell" : said.join(", ") || "quiet"}</span>
    </li>
  );
}
