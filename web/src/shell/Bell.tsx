import { useState } from "react";
import { Link } from "wouter";
import { useFormat } from "../format/useFormat";
import { ago } from "../format/time";
import { useDesk, useDeskNow } from "../store/context";
import { Dialog } from "../ui/Dialog";
import { Empty } from "../ui/Empty";
import { Icon } from "../ui/icons";
import { seenAlerts } from "./seenAlerts";
import { countdown, waitingApprovals } from "./waiting";

/** What wants a person: approvals with the shortest time left, then alerts nobody has looked at. */
export function Bell() {
  const approvals = useDesk((desk) => desk.approvals);
  const alerts = useDesk((desk) => desk.alerts);
  const now = useDeskNow();
  const [open, setOpen] = useState(false);
  const waiting = waitingApprovals(approvals, now);
  const [first] = waiting;
  const unseen = (alerts ?? []).filter(({ seq }) => seq > seenAlerts.read()).length;
  const left = first && countdown(first.expires, now);
  const words = [
    waiting.length > 0 ? `${waiting.length} approval${waiting.length > 1 ? "s" : ""} waiting` : "no approvals waiting",
    unseen > 0 ? `${unseen} new alert${unseen > 1 ? "s" : ""}` : "no new alerts",
  ].join(", ");
  return (
    <>
      <button
        type="button"
        className={`button button--quiet bell ${first ? "bell--asking" : ""}`}
        aria-haspopup="dialog"
        title={words}
        onClick={() => setOpen(true)}
      >
        <Icon name="bell" />
        {first ? (
          <span>
            <b>{waiting.length}</b> <i className="visually-hidden">waiting, the first for</i> {left}
          </span>
        ) : unseen > 0 ? (
          <span>
            <b className="bell__alerts">{unseen}</b> <i className="visually-hidden">new alerts</i>
          </span>
        ) : (
          <i className="visually-hidden">Nothing waits for you</i>
        )}
      </button>
      {open && <BellDrawer onClose={() => setOpen(false)} />}
    </>
  );
}

function BellDrawer({ onClose }: { onClose(): void }) {
  const approvals = useDesk((desk) => desk.approvals);
  const alerts = useDesk((desk) => desk.alerts);
  const now = useDeskNow();
  const format = useFormat();
  const waiting = waitingApprovals(approvals, now);
  const close = () => {
    seenAlerts.keep(alerts?.[0]?.seq ?? 0);
    onClose();
  };
  return (
    <Dialog title="What wants you" kind="drawer" onClose={close}>
      <h3 className="bell__head">Approvals</h3>
      {waiting.length === 0 ? (
        <p className="quiet">Nothing waits for you.</p>
      ) : (
        <ul className="bell__list">
          {waiting.map((approval) => (
            <li key={approval.approval_id}>
              <Link href="/approvals" onClick={close}>
                <span className={approval.side === "BUY" ? "up" : "down"}>{approval.side}</span>{" "}
                {format.quantity(approval, approval.quantity_max)} {approval.instrument}
              </Link>
              <span>{countdown(approval.expires, now)} left</span>
            </li>
          ))}
        </ul>
      )}
      <h3 className="bell__head">Alerts</h3>
      {!alerts?.length ? (
        <Empty title="All quiet">The monitor watches prices, volume, drawdown, feeds and the agents themselves.</Empty>
      ) : (
        <ul className="bell__list">
          {alerts.map((alert) => (
            <li key={alert.seq} className={`bell__alert--${alert.severity}`}>
              <p>
                <strong>{alert.severity}</strong> {alert.message}
              </p>
              <time dateTime={alert.time}>{ago(alert.time, now)}</time>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
