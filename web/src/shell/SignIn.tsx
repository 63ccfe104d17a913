import { useState } from "react";
import { Client, openSession } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { browserName, linkSecret } from "../api/token";
import { ProblemNote } from "../ui/ProblemNote";
import { Logo } from "./Logo";
import "./signin.css";

interface SignInProps {
  /** True if a token was refused before. */
  refused: boolean;
  /** Why a sign-in link did not work. */
  problem?: Problem | undefined;
  onToken(token: string, stays: boolean): void;
}

export function SignIn({ refused, problem: before, onToken }: SignInProps) {
  const [text, setText] = useState("");
  const [stays, setStays] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(before);
  const submit = async () => {
    const given = text.trim();
    if (!given) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const secret = linkSecret(given);
      if (secret === undefined) {
        await new Client(() => given).me();
        onToken(given, stays);
      } else onToken(await openSession(secret, browserName(navigator.userAgent)), stays);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <main className="signin">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h1>
          <Logo /> swarmdesk
        </h1>
        <p>
          {refused
            ? "The desk does not know this token any more. Paste the current one."
            : "Paste your token to sign in."}
        </p>
        <label className="field">
          <span>Token or link</span>
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            autoFocus
            placeholder="sd_…"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label className="check">
          <input type="checkbox" checked={stays} onChange={(event) => setStays(event.target.checked)} />
          <span>
            Stay signed in on this browser
            <small>For a device that is yours alone. Otherwise it ends with this tab.</small>
          </span>
        </label>
        <button type="submit" className="button button--primary" disabled={busy || text.trim() === ""}>
          {busy ? "Asking the desk…" : "Sign in"}
        </button>
        {problem && <ProblemNote problem={problem} />}
        <p className="signin__help">
          Easier is a link that signs in once, opened or pasted here: the desk prints one when it starts, and <code>swarmdesk open</code>{" "}
          makes another. The operator&apos;s token is in the file <code>operator.token</code> in its state folder (
          <code>./state</code> unless set otherwise).
        </p>
      </form>
    </main>
  );
}
