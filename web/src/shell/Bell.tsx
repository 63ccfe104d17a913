import { useState } from "react";
import { Link } from "wouter";
import { useFormat } from "../format/useFormat";
import { ago } from "../format/time";
import { useDesk, useDeskNow } from "../store/context";
import { Dialog } from "../ui/Dialog";
import { Empty } from "../ui/Empty";
import { Icon } from "../ui/icons";
import { seenAlerts, seenExpired } from "./seenAlerts";
import { countdown, expiredApprovals, waitingApprovals } from "./waiting";

/** Of those that expired, so many are listed. */
const expired_max = 5;

/** What wants a person: approvals with the shortest time left, then alerts nobody has looked at. */
export function Bell() {
  const approvals = useDesk((desk) => desk.approvals);
  const alerts = useDesk((desk) => desk.alerts);
  const now = useDeskNow();
  const [open, setOpen] = useState(false);
  const waiting = waitingApprovals(approvals, now);
  const [first] = waiting;
  const expired = expiredApprovals(approvals, seenExpired.read()).length;
  const alerted = (alerts ?? []).filter(({ seq }) => seq > seenAlerts.read()).length;
  const unseen = alerted + expired;
  const left = first && countdown(first.expires, now);
  const words = [
    waiting.length > 0 ? `${waiting.length} approval${waiting.length > 1 ? "s" : ""} waiting` : "no approvals waiting",
    ...(expired > 0 ? [`${expired} expired without an answer`] : []),
    alerted > 0 ? `${alerted} new alert${alerted > 1 ? "s" : ""}` : "no new alerts",
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
            <b className="bell__alerts">{unseen}</b>{" "}
            <i className="visually-hidden">{expired > 0 ? "expired or alerted" : "new alerts"}</i>
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
  const expired = expiredApprovals(approvals);
  const close = () => {
    seenAlerts.keep(alerts?.[0]?.seq ?? 0);
    if (expired[0]) seenExpired.keep(expired[0].expires);
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
      {expired.length > 0 && (
        <>
          <h3 className="bell__head">Expired without an answer</h3>
          <ul className="bell__list">
            {expired.slice(0, expired_max).map((approval) => (
              <li key={approval.approval_id}>
                <Link href="/approvals" onClick={close}>
                  <span className={approval.side === "BUY" ? "up" : "down"}>{approval.side}</span>{" "}
                  {format.quantity(approval, approval.quantity_max)} {approval.instrument}
                </Link>
                <time dateTime={approval.expires}>{ago(approval.expires, now)}</time>
              </li>
            ))}
          </ul>
        </>
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
      {canAsk() && (
        <p className="quiet">
          Not told while you look elsewhere:{" "}
          <Link href="/settings/notifications" onClick={close}>
            allow notifications
          </Link>
        </p>
      )}
    </Dialog>
  );
}

/** The browser has not been asked whether it may show notifications. */
function canAsk(): boolean {
  return typeof Notification !== "undefined" && Notification.permission === "default";
}
