import type { Agent, Approval } from "../api/types";
import { nameText } from "../format/name";
import type { Desk } from "../store/desk";
import { approvalNotice, noticeOf, type Notice } from "./notice";

/** Nobody is told of what is older: it was told, or is on the page. */
const news_ms = 10 * 60_000;
/** A feed that comes back at once was never missed. */
const feed_lost_ms = 10_000;

/** Finds what is news in a desk that changes: approvals, rows of the ledger, prices that stay away, agents that stop. */
export class Watch {
  private seq: number | undefined;
  private approvals: ReadonlyMap<string, Approval["state"]> | undefined;
  private seen: Pick<Partial<Desk>, "ledger" | "agents" | "approvals"> = {};
  private lost: { since: number; isTold: boolean } | undefined;
  private agents: ReadonlyMap<string, boolean> | undefined;

  /** What is new since the last look. The first look only learns what there is. */
  look(desk: Desk, now: number): Notice[] {
    return [...this.asked(desk), ...this.rows(desk, now), ...this.feed(desk, now), ...this.stopped(desk)];
  }

  private asked({ approvals }: Desk): Notice[] {
    if (!approvals || approvals === this.seen.approvals) return [];
    this.seen.approvals = approvals;
    const before = this.approvals;
    this.approvals = new Map(approvals.map(({ approval_id, state }) => [approval_id, state]));
    if (!before) return [];
    return approvals
      .filter(({ approval_id: id, state }) => {
        const was = before.get(id);
        return was === undefined ? state === "open" : was === "open" && state !== "open";
      })
      .map(approvalNotice);
  }

  private rows({ ledger, clockOffset }: Desk, now: number): Notice[] {
    if (!ledger || ledger === this.seen.ledger) return [];
    this.seen.ledger = ledger;
    const before = this.seq;
    this.seq = Math.max(before ?? 0, ledger[0]?.seq ?? 0);
    if (before === undefined) return [];
    return ledger
      .filter(({ seq, time }) => seq > before && now + clockOffset - Date.parse(time) < news_ms)
      .reverse()
      .map(noticeOf)
      .filter((each) => each !== undefined);
  }

  private feed({ status, connection }: Desk, now: number): Notice[] {
    // While the desk itself is not heard nothing is known of its prices.
    if (!status || connection.phase !== "open") return [];
    if (!status.market.is_healthy) {
      this.lost ??= { since: now, isTold: false };
      if (this.lost.isTold || now - this.lost.since < feed_lost_ms) return [];
      this.lost.isTold = true;
      return [feedNotice("Prices are lost", status.market.message, false)];
    }
    const was = this.lost?.isTold;
    this.lost = undefined;
    return was ? [feedNotice("Prices are back", status.market.message, true)] : [];
  }

  private stopped({ agents }: Desk): Notice[] {
    if (!agents || agents === this.seen.agents) return [];
    this.seen.agents = agents;
    const before = this.agents;
    this.agents = new Map(agents.map((agent) => [nameOf(agent), agent.state === "stopped"]));
    return agents
      .filter((agent) => agent.state === "stopped" && before?.get(nameOf(agent)) === false)
      .map((agent) => ({
        kind: "agent",
        title: `Agent ${nameText(agent.name)} stopped`,
        body: agent.status_message ?? "It failed too often and is not started again.",
        discreet: "See the desk.",
        tag: `agent ${nameOf(agent)}`,
        path: `/swarm/${encodeURIComponent(agent.name)}`,
        isFollowUp: false,
      }));
  }
}

function nameOf({ name, account }: Agent): string {
  return account === undefined ? name : `${name} ${account}`;
}

function feedNotice(title: string, body: string, isFollowUp: boolean): Notice {
  return { kind: "feed", title, body, discreet: body, tag: "feed", path: "/markets", isFollowUp };
}
