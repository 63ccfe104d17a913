import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import type { Approval } from "../api/types";
import { useFormat } from "../format/useFormat";
import { useDesk } from "../store/context";
import { showToast } from "../ui/toast/toasts";

const outcomes: Record<Approval["state"], string | undefined> = {
  open: undefined,
  granted: "Approved",
  declined: "Declined",
  expired: "Expired without an answer",
};

/** An approval that arrives while another page is looked at is said in a toast, which then says what became of it. */
export function useApprovalToasts(): void {
  const approvals = useDesk((desk) => desk.approvals);
  const format = useFormat();
  const [address] = useLocation();
  const known = useRef<Map<string, Approval["state"]>>(undefined);
  const isThere = address.startsWith("/approvals");
  useEffect(() => {
    if (!approvals) return;
    const before = known.current;
    known.current = new Map(approvals.map(({ approval_id, state }) => [approval_id, state]));
    // What waited before the page was opened is counted in the title and on the bell.
    if (!before) return;
    for (const approval of approvals) {
      const { approval_id: id, state, side, instrument, quantity_max, decided_by } = approval;
      const was = before.get(id);
      const isNew = was === undefined && state === "open" && !isThere;
      const isDecided = was === "open" && state !== "open";
      if (!isNew && !isDecided) continue;
      const title = `${side} ${format.quantity(approval, quantity_max)} ${instrument}`;
      const by = decided_by ? ` by ${decided_by.name}` : "";
      if (isNew) showToast({ id, title: `Approval wanted: ${title}`, tone: "asking", href: "/approvals", isBusy: true });
      else
        showToast({
          id,
          title,
          outcome: `${outcomes[state] ?? state}${by}`,
          // That nobody came is also in the bell.
          tone: state === "granted" ? "good" : state === "expired" ? "bad" : "neutral",
          ...(state === "expired" ? { href: "/approvals", isNews: true } : {}),
          isBusy: false,
        });
    }
  }, [approvals, format, isThere]);
}
