import type { Alert } from "../api/types";
import { ago } from "../format/time";
import { useDesk, useDeskNow } from "../store/context";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import "./alerts.css";

const marks: Record<Alert["severity"], string> = { info: "i", warning: "!", critical: "‼" };

export function AlertsPanel() {
  const alerts = useDesk((desk) => desk.alerts);
  const now = useDeskNow();
  return (
    <Panel id="alerts" title="Alerts" note="from the desk and its agents">
      {!alerts?.length ? (
        <Empty title="All quiet">The monitor watches prices, volume, drawdown, feeds and the agents themselves.</Empty>
      ) : (
        <ul className="alerts">
          {alerts.slice(0, 6).map((alert) => (
            <li key={alert.seq} className={`alert alert--${alert.severity}`}>
              <b aria-label={alert.severity}>{marks[alert.severity]}</b>
              <p>{alert.message}</p>
              <time dateTime={alert.time}>{ago(alert.time, now)}</time>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
