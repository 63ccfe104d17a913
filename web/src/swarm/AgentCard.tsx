import { Link } from "wouter";
import type { Agent } from "../api/types";
import { nameText } from "../format/name";
import { ago } from "../format/time";

const states: Record<Agent["state"], string> = {
  starting: "starting",
  running: "running",
  restarting: "restarting",
  stopped: "stopped",
  not_connected: "not connected",
};

/** How an agent is, for its colour and its word. */
export function healthOf(agent: Agent): "well" | "unwell" | "absent" {
  if (agent.state === "not_connected") return "absent";
  return agent.is_healthy && (agent.state === "running" || agent.state === "starting") ? "well" : "unwell";
}

interface AgentCardProps {
  agent: Agent;
  now: number;
  /** Where it is run for more accounts than this one. */
  showsAccount: boolean;
}

export function AgentCard({ agent, now, showsAccount }: AgentCardProps) {
  const state = healthOf(agent);
  return (
    <li className={`agent live agent--${state}`}>
      <div className="agent__head">
        <i aria-hidden="true" />
        <h3>
          <Link href={`/swarm/${encodeURIComponent(agent.name)}`}>{nameText(agent.name)}</Link>
          {showsAccount && <small> {agent.account}</small>}
        </h3>
        <span className="agent__state">
          {states[agent.state]}
          {agent.restarts > 0 && `, restarted ${agent.restarts}×`}
        </span>
      </div>
      <p className="agent__words" title={agent.title}>
        {state === "absent"
          ? `Waits for ${agent.waits_for ?? "its connection"}`
          : (agent.status_message ?? "Nothing said yet.")}
      </p>
      {state !== "absent" && (
        <div className="agent__foot">
          <svg className="agent__load" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
            <rect width="100" height="3" className="rail__track" />
            <rect width={Math.min(100, agent.load_percent)} height="3" className="agent__load-used" />
          </svg>
          <span>load {Math.round(agent.load_percent)} %</span>
          <span className="agent__beat">
            <span className="visually-hidden">last heartbeat </span>
            {ago(agent.last_heartbeat, now)}
          </span>
        </div>
      )}
    </li>
  );
}
