import { Fragment, useState } from "react";
import { Link } from "wouter";
import { reconciliation_address, waitingForAnother } from "../reconcile/words";
import { useAccess, useDesk } from "../store/context";
import { Confirm } from "../ui/Confirm";
import { ConfirmResumeAccount } from "./ConfirmResumeAccount";

type Ask = "resume" | "rearm";

/** What stops one's own account while the desk itself goes on, and for the operator the way out. */
export function AccountNotices() {
  const { client, feed } = useAccess();
  const me = useDesk((desk) => desk.me);
  const portfolio = useDesk((desk) => desk.portfolio);
  const [ask, setAsk] = useState<Ask>();
  if (!portfolio || !me) return null;
  const { account } = portfolio;
  const button = (what: Ask, words: string) =>
    me.role === "operator" && (
      <button type="button" className="button button--small" onClick={() => setAsk(what)}>
        {words}
      </button>
    );
  const confirm = () =>
    client.rearm(account, "confirmed on the dashboard").finally(() => feed.refresh("portfolio", "rails"));
  return (
    <>
      {portfolio.is_reconciling && (
        <p className="notice notice--warn">
          <strong>Reconciling.</strong> Account {account} is being compared with the venue; new exposure waits.
        </p>
      )}
      {portfolio.state !== "ACTIVE" && (
        <p className="notice notice--down">
          <strong>
            Account {account} is {portfolio.state.toLowerCase()}.
          </strong>
          <span>{portfolio.state_reason ?? "Only cancels and reductions pass."}</span>
          {button("resume", "Resume the account…")}
        </p>
      )}
      {portfolio.day.is_tripped && (
        <p className="notice notice--down">
          <strong>Daily loss reached.</strong> Account {account} only reduces until 00:00 UTC.
        </p>
      )}
      {portfolio.is_streak_tripped && (
        <p className="notice notice--down">
          <strong>{portfolio.losses_in_a_row} losses in a row.</strong> Account {account} opens nothing new until an
          operator re-arms it.
          {button("rearm", "Re-arm…")}
        </p>
      )}
      <BookNotices />
      {ask === "resume" && <ConfirmResumeAccount account={account} onClose={() => setAsk(undefined)} />}
      {ask === "rearm" && (
        <Confirm
          title={`Re-arm account ${account}?`}
          yes="Re-arm"
          no="Leave it stopped"
          onYes={confirm}
          onClose={() => setAsk(undefined)}
        >
          After this the agents may open positions in it again, within the rails. Look at what happened first.
        </Confirm>
      )}
    </>
  );
}

/** Of any of one's own accounts: that books and venue differ, and that somebody's word waits for a second person. */
function BookNotices() {
  const me = useDesk((desk) => desk.me);
  const reconciliations = useDesk((desk) => desk.reconciliations);
  if (!me || !reconciliations) return null;
  return Object.values(reconciliations).map((each) => {
    const waiting = me.is_approver ? waitingForAnother(each, me.name) : 0;
    return (
      <Fragment key={each.account}>
        {each.is_mismatched && (
          <p className="notice notice--down">
            <strong>Books and venue differ.</strong>
            <span>
              Account {each.account}: {each.differences.map(({ subject }) => subject).join(", ")}.
            </span>
            <Link href={reconciliation_address}>See the differences</Link>
          </p>
        )}
        {waiting > 0 && (
          <p className="notice notice--warn">
            <strong>A second person is wanted.</strong>
            <span>
              What was said about account {each.account} waits for another approver{waiting > 1 && ` (${waiting})`}.
            </span>
            <Link href={reconciliation_address}>Look at it</Link>
          </p>
        )}
      </Fragment>
    );
  });
}
