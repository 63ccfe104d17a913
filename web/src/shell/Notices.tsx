import { clockTime } from "../format/time";
import { useDesk } from "../store/context";
import { freshness } from "../store/freshness";
import { useNow } from "../ui/useNow";
import { AccountNotices } from "./AccountNotices";

/** What a person must not overlook: that trading is stopped, that the desk is ill, that the numbers are old. */
export function Notices() {
  const connection = useDesk((desk) => desk.connection);
  const status = useDesk((desk) => desk.status);
  const fresh = freshness(connection, useNow());
  const heard = connection.heard;
  return (
    <div className="notices" aria-live="assertive">
      {heard !== undefined && (connection.phase !== "open" || fresh === "stale") && (
        <p className="notice notice--warn">
          <strong>Not connected.</strong> Numbers are as of {clockTime(new Date(heard).toISOString())} UTC and not live.
          Whether the desk trades on cannot be seen from here; trying again…
        </p>
      )}
      {heard === undefined && connection.phase === "closed" && (
        <p className="notice notice--warn">
          <strong>The desk does not answer.</strong> Is it running? Trying again…
        </p>
      )}
      {status && !status.is_healthy && (
        <p className="notice notice--down">
          <strong>Desk unhealthy.</strong> {status.failure ?? "It takes no new orders."}
        </p>
      )}
      {status && status.state !== "ACTIVE" && (
        <p className={`notice notice--${status.state === "HALTED" ? "down" : "warn"}`}>
          <strong>{status.state === "HALTED" ? "Halted." : "Reducing only."}</strong>{" "}
          {status.state === "HALTED"
            ? "No new order leaves the desk; cancels and reductions still pass."
            : "Only orders that reduce exposure pass."}{" "}
          {status.reason && <span className="quiet">Reason: {status.reason}</span>}
        </p>
      )}
      <AccountNotices />
    </div>
  );
}
