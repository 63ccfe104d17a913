import { useEffect } from "react";
import { useLocation } from "wouter";
import { pageAt } from "../pages/table";
import { useDesk, useDeskNow } from "../store/context";
import { showBadge } from "../alerts/badge";
import { seenAlerts } from "./seenAlerts";
import { drawIcon } from "./tabIcon";
import { waitingApprovals } from "./waiting";

/** The tab says which page it is and how many approvals wait, in words, on its icon and on that of the app. */
export function useTitle(): void {
  const [address] = useLocation();
  const approvals = useDesk((desk) => desk.approvals);
  const state = useDesk((desk) => desk.status?.state);
  const now = useDeskNow();
  const alerts = useDesk((desk) => desk.alerts);
  const waiting = waitingApprovals(approvals, now).length;
  const critical = (alerts ?? []).filter(({ seq, severity }) => severity === "critical" && seq > seenAlerts.read()).length;
  const detail = address.split("/")[2];
  const title = [detail && decodeURIComponent(detail), pageAt(address)?.title ?? "Not found", "swarmdesk"];
  const text = (waiting > 0 ? `(${waiting}) ` : critical > 0 ? "(!) " : "") + title.filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = text;
  }, [text]);
  useEffect(() => drawIcon(waiting, state === "HALTED" || critical > 0), [waiting, state, critical]);
  useEffect(() => showBadge(waiting + critical), [waiting, critical]);
}
