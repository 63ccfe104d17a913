import { isZero } from "../../format/decimal";
import { percent, signedMoney, tone } from "../../format/number";
import { useYesterday } from "../../performance/useYesterday";
import { countdown, waitingApprovals } from "../../shell/waiting";
import { useDesk, useDeskNow } from "../../store/context";
import { Tile } from "../../ui/Tile";

/** Four answers in one glance; each leads to where it can be looked at. */
export function Tiles() {
  const portfolio = useDesk((desk) => desk.portfolio);
  const positions = useDesk((desk) => desk.positions);
  const rails = useDesk((desk) => desk.rails);
  const approvals = useDesk((desk) => desk.approvals);
  const agents = useDesk((desk) => desk.agents);
  const status = useDesk((desk) => desk.status);
  const now = useDeskNow();
  const yesterday = useYesterday();
  const waiting = waitingApprovals(approvals, now);
  const held = positions?.filter(({ quantity }) => !isZero(quantity)).length;
  const near = rails?.filter(({ state }) => state !== "ok").length;
  const ill = agents?.filter(({ state, is_healthy }) => state !== "not_connected" && !is_healthy) ?? [];
  return (
    <div className="tiles live">
      <Tile
        title="Today"
        href="/portfolio/performance"
        value={signedMoney(portfolio?.day_pnl_usd)}
        unit="USD"
        tone={tone(portfolio?.day_pnl_usd)}
        note={
          <>
            {percent(portfolio?.day_pnl_percent)} · yesterday{" "}
            <span className={tone(yesterday.change_usd)}>{signedMoney(yesterday.change_usd)}</span>
          </>
        }
      />
      <Tile
        title="Held"
        href="/portfolio/positions"
        value={held === undefined ? "–" : String(held)}
        unit={held === 1 ? "position" : "positions"}
        tone={near ? "warn" : "quiet"}
        note={near === undefined ? "" : near === 0 ? "no limit is near" : `${near} limit${near > 1 ? "s" : ""} near or tripped`}
      />
      <Tile
        title="Waiting"
        href="/approvals"
        value={String(waiting.length)}
        unit={waiting.length === 1 ? "approval" : "approvals"}
        tone={waiting.length > 0 ? "accent" : "quiet"}
        note={waiting[0] ? `first expires in ${countdown(waiting[0].expires, now)}` : "nothing waits for you"}
      />
      <Tile
        title="Health"
        href="/swarm"
        value={status === undefined ? "–" : status.is_healthy && ill.length === 0 ? "Well" : "Ill"}
        tone={status && (!status.is_healthy || ill.length > 0) ? "down" : "quiet"}
        note={
          status && !status.is_healthy
            ? (status.failure ?? "It takes no new orders.")
            : ill.length > 0
              ? `${ill.map(({ name }) => name).join(", ")} not healthy`
              : `${agents?.filter(({ state }) => state === "running").length ?? 0} agents running`
        }
      />
    </div>
  );
}
