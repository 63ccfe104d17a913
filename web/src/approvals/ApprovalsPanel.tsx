import { useRef } from "react";
import type { Approval } from "../api/types";
import type { Format } from "../format/format";
import { useFormat } from "../format/useFormat";
import { useDesk, useDeskNow } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { Panel } from "../ui/Panel";
import { ApprovalCard } from "./ApprovalCard";
import { useRecentTrades } from "../trades/useTrades";
import { isWaiting } from "./keptCards";
import { useCardKeys } from "./useCardKeys";
import { useKeptCards } from "./useKeptCards";
import "./approvals.css";

export function ApprovalsPanel() {
  const approvals = useDesk((desk) => desk.approvals);
  const format = useFormat();
  const trades = useRecentTrades();
  const list = useRef<HTMLUListElement>(null);
  useCardKeys(list);
  const now = useDeskNow();
  const { cards, clear } = useKeptCards(approvals, now);
  const waiting = cards.filter((card) => isWaiting(card, now));
  const decided = cards.length - waiting.length;
  return (
    <Panel
      id="approvals"
      title="Approvals"
      className={waiting.length > 0 ? "panel--asking" : ""}
      note={waiting.length > 0 ? <span className="tag tag--accent">{waiting.length} waiting</span> : undefined}
      tools={
        decided > 0 && (
          <button type="button" className="button button--small" onClick={clear}>
            Clear {decided} decided
          </button>
        )
      }
    >
      <div className="visually-hidden" aria-live="assertive">
        {waiting.map((approval) => (
          <p key={approval.approval_id}>{wanted(approval, format)}</p>
        ))}
      </div>
      {approvals === undefined ? (
        <Loading part="approvals" />
      ) : cards.length === 0 ? (
        <Empty title="Nothing waits for you">An order above the approval limit stops here until a human answers.</Empty>
      ) : (
        <>
          <p className="approvals__keys">
            <kbd>J</kbd> <kbd>K</kbd> next and previous card, then <kbd>A</kbd> approve, <kbd>D</kbd> decline, <kbd>M</kbd>{" "}
            modify
          </p>
          <ul ref={list} className="approvals">
            {cards.map((approval) => (
              <ApprovalCard key={approval.approval_id} approval={approval} now={now} trades={trades} />
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function wanted(approval: Approval, format: Format): string {
  const { side, instrument, quantity_max, reason } = approval;
  return `Approval wanted: ${side} ${format.quantity(approval, quantity_max)} ${instrument}. ${reason}`;
}
