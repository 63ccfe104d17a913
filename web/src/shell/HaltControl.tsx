import { useCallback, useEffect, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useAccess, useAccount, useDesk } from "../store/context";
import { ConfirmResume } from "./ConfirmResume";
import { isTyping } from "./isTyping";
import { useStoppedState } from "./useStoppedState";

/** Stops everything, at once and without asking: halting is always safe. Resuming is what asks. */
export function HaltControl() {
  const { client, feed } = useAccess();
  const me = useDesk((desk) => desk.me);
  const account = useAccount();
  const state = useStoppedState();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  const halt = useCallback(async () => {
    if (!me || me.role === "viewer") return;
    setBusy(true);
    setProblem(undefined);
    try {
      await client.halt({ ...me, account: account ?? me.account }, "pressed on the dashboard");
      feed.refresh("status", "portfolio", "me", "accounts");
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }, [client, feed, me, account]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "H" || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.repeat)
        return;
      if (isTyping(event.target)) return;
      event.preventDefault();
      void halt();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [halt]);

  if (me?.role === "viewer") return null;
  return (
    <div className="halt-control">
      {state !== undefined && state !== "ACTIVE" && me?.role === "operator" && (
        <button type="button" className="button" onClick={() => setAsking(true)}>
          Resume…
        </button>
      )}
      {state !== "HALTED" && (
        <button
          type="button"
          className="button button--halt"
          aria-keyshortcuts="Shift+H"
          disabled={busy || !me}
          onClick={() => void halt()}
          title="Stop all new orders at once (Shift+H)"
        >
          {busy ? "Halting…" : "Halt"} <kbd aria-hidden="true">⇧H</kbd>
        </button>
      )}
      {problem && (
        <p role="alert" className="halt-control__problem">
          Not halted: {problem.message} Press again, or run <code>swarmdesk halt</code>.
        </p>
      )}
      {asking && <ConfirmResume onClose={() => setAsking(false)} />}
    </div>
  );
}
