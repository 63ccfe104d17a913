import { useState, type FormEvent } from "react";
import { useDesk } from "../store/context";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments } from "../ui/Segments";
import { Skeleton } from "../ui/Skeleton";
import { AccountReconciliation } from "./AccountReconciliation";
import { useReconciliation } from "./useReconciliation";
import "./reconcile.css";

/** Books against venue, account by account. An approver may look at any account: they second what others say. */
export function ReconcilePage() {
  const me = useDesk((desk) => desk.me);
  const [chosen, setChosen] = useState<string>();
  const [text, setText] = useState("");
  const own = me?.accounts.map((each) => each.account) ?? [];
  const account = chosen ?? (me && own.includes(me.account) ? me.account : own[0]);
  const { reconciliation, problem, lookAgain } = useReconciliation(account);
  const named = account === undefined || own.includes(account) ? own : [...own, account];
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    setChosen(text.trim());
    setText("");
  };
  return (
    <div className="reconcile__page">
      {named.length > 1 && account !== undefined && (
        <Segments
          label="Account"
          value={account}
          options={named.map((value) => ({ value, label: value }))}
          onChange={setChosen}
        />
      )}
      {account === undefined && <p className="empty">You have no account yet.</p>}
      {problem && <ProblemNote problem={problem} />}
      {account !== undefined && !reconciliation && !problem && <Skeleton />}
      {reconciliation && (
        <AccountReconciliation key={reconciliation.account} reconciliation={reconciliation} onChange={lookAgain} />
      )}
      {me?.is_approver && (
        <form className="reconcile__another" onSubmit={look}>
          <label className="field">
            <span>Another account</span>
            <input autoComplete="off" value={text} onChange={(event) => setText(event.target.value)} />
          </label>
          <button type="submit" className="button" disabled={text.trim() === ""}>
            Show
          </button>
        </form>
      )}
    </div>
  );
}
