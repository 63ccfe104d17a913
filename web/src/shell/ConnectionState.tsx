import { duration } from "../format/time";
import { useDesk } from "../store/context";
import { freshness } from "../store/freshness";
import { useNow } from "../ui/useNow";

export function ConnectionState() {
  const connection = useDesk((desk) => desk.connection);
  const now = useNow();
  const fresh = freshness(connection, now);
  const age = connection.heard === undefined ? undefined : duration(now - connection.heard);
  const words =
    connection.phase === "open"
      ? fresh === "live"
        ? "Live"
        : `Silent ${age ?? ""}`
      : connection.heard === undefined
        ? "Connecting"
        : `Offline ${age ?? ""}`;
  return (
    <span className={`connection connection--${fresh}`}>
      <span className="visually-hidden">Connection: </span>
      <i aria-hidden="true" />
      <span className="connection__words">{words}</span>
    </span>
  );
}
