import { useState } from "react";
import { useAccess, useAccount, useDesk } from "../store/context";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/icons";
import { ConfirmResumeAccount } from "./ConfirmResumeAccount";

/** Which account is looked at; opens all of them with their state, where a halted one is resumed. */
export function AccountSwitch() {
  const account = useAccount();
  const stopped = useDesk((desk) => desk.accounts?.filter(({ state }) => state !== "ACTIVE").length ?? 0);
  const [open, setOpen] = useState(false);
  if (account === undefined) return null;
  const words = `Account ${account}${stopped > 0 ? `, ${stopped} stopped` : ""}: switch`;
  return (
    <>
      <button
        type="button"
        className="button button--quiet account-switch"
        aria-haspopup="dialog"
        aria-label={words}
        title={words}
        onClick={() => setOpen(true)}
      >
        <span>{account}</span>
        {stopped > 0 && (
          <b className="tag tag--down">
            {stopped}
            <span>stopped</span>
          </b>
        )}
        <Icon name="chevron" size={14} />
      </button>
      {open && <AccountDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function AccountDialog({ onClose }: { onClose(): void }) {
  const { feed } = useAccess();
  const chosen = useAccount();
  const accounts = useDesk((desk) => desk.accounts);
  const me = useDesk((desk) => desk.me);
  const [resuming, setResuming] = useState<string>();
  if (resuming !== undefined)
    return <ConfirmResumeAccount account={resuming} onClose={() => setResuming(undefined)} />;
  return (
    <Dialog title="Accounts" onClose={onClose}>
      <ul className="accounts">
        {(accounts ?? me?.accounts ?? []).map((each) => {
          const { account, state } = each;
          return (
            <li key={account}>
              <button
                type="button"
                className="button button--quiet"
                aria-current={account === chosen}
                onClick={() => {
                  feed.chooseAccount(account);
                  onClose();
                }}
              >
                {account}
                {"user" in each && each.user !== undefined && <small className="quiet"> of {each.user}</small>}
              </button>
              <span className={`tag tag--${state === "ACTIVE" ? "up" : state === "HALTED" ? "down" : "warn"}`}>{state}</span>
              {state !== "ACTIVE" && me?.role === "operator" && (
                <button
                  type="button"
                  className="button button--small"
                  aria-label={`Resume account ${account}…`}
                  onClick={() => setResuming(account)}
                >
                  Resume…
                </button>
              )}
              {"reason" in each && each.reason !== undefined && state !== "ACTIVE" && (
                <small className="accounts__why">{each.reason}</small>
              )}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
