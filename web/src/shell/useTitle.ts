import { useEffect } from "react";
import { useLocation } from "wouter";
import { pageAt } from "../pages/table";
import { useDesk, useDeskNow } from "../store/context";
import { drawIcon } from "./tabIcon";
import { waitingApprovals } from "./waiting";

/** The tab says which page it is and how many approvals wait, in words and on its icon. */
export function useTitle(): void {
  const [address] = useLocation();
  const approvals = useDesk((desk) => desk.approvals);
  const state = useDesk((desk) => desk.status?.state);
  const now = useDeskNow();
  const waiting = waitingApprovals(approvals, now).length;
  const detail = address.split("/")[2];
  const title = [detail && decodeURIComponent(detail), pageAt(address)?.title ?? "Not found", "swarmdesk"];
  const text = (waiting > 0 ? `(${waiting}) ` : "") + title.filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = text;
  }, [text]);
  useEffect(() => drawIcon(waiting, state === "HALTED"), [waiting, state]);
}
