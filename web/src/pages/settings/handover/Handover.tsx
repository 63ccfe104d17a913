import { lazy, Suspense, useEffect, useState } from "react";
import type { Token } from "../../../api/types";
import { useAccess, useDesk } from "../../../store/context";
import { Check } from "../../../ui/Check";
import { ProblemNote } from "../../../ui/ProblemNote";
import { Skeleton } from "../../../ui/Skeleton";
import { useNow } from "../../../ui/useNow";
import { useWork } from "../../../ui/useWork";
import { countdown } from "../../../shell/waiting";
import { handoverAddress } from "./address";

const QrCode = lazy(() => import("../../../ui/QrCode"));

const looks_every_ms = 3_000;

interface Link {
  url: string;
  made: number;
  ends: number;
  /** The tokens there were when it was made: another one is whoever used it. */
  before: ReadonlySet<string>;
}

/** Makes a link, shows it as a code with the time it has left, and says who came in with it. */
export function Handover() {
  const { client } = useAccess();
  const me = useDesk((desk) => desk.me?.name);
  const [link, setLink] = useState<Link>();
  const [stays, setStays] = useState(true);
  const [arrived, setArrived] = useState<Token>();
  const [copied, setCopied] = useState<boolean>();
  const { busy, problem, run } = useWork();
  const now = useNow();
  const isOver = link !== undefined && link.ends <= now;

  useEffect(() => {
    if (!link || arrived || isOver) return;
    const look = async () => {
      const found = (await client.tokens()).find(
        ({ id, kind, user }) => kind === "session" && user === me && !link.before.has(id),
      );
      if (found) setArrived(found);
    };
    // An answer that does not come says nothing: the next one does.
    const timer = setInterval(() => void look().catch(() => {}), looks_every_ms);
    return () => clearInterval(timer);
  }, [client, me, link, arrived, isOver]);

  const make = () =>
    run(async () => {
      const before = new Set((await client.tokens()).map(({ id }) => id));
      const { url, expires_in_s } = await client.signInLink();
      const made = Date.now();
      setLink({ url, made, ends: made + expires_in_s * 1000, before });
      setArrived(undefined);
      setCopied(undefined);
    });

  if (arrived)
    return (
      <div className="handover__done" role="status">
        <p>
          <strong>{arrived.name} is signed in.</strong> The code is used up.
        </p>
        <button type="button" className="button" onClick={() => void make()}>
          Make another
        </button>
      </div>
    );
  if (!link || isOver)
    return (
      <div className="stack">
        {isOver && <p role="status">The code was not used in time and is of no use any more.</p>}
        {problem && <ProblemNote problem={problem} />}
        <div>
          <button type="button" className="button button--primary" disabled={busy} onClick={() => void make()}>
            {busy ? "Making it…" : isOver ? "Make another code" : "Make a code"}
          </button>
        </div>
      </div>
    );
  const address = handoverAddress(link.url, location.origin, stays);
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className="handover">
      <Suspense fallback={<Skeleton rows={6} />}>
        <QrCode text={address} label="Sign-in code" />
      </Suspense>
      <div className="stack">
        <p className="handover__left" role="timer" aria-label="Time left">
          {countdown(new Date(link.ends).toISOString(), now)} <small>left; it works once</small>
        </p>
        <Check isOn={stays} onChange={setStays} note="For a device of yours. Otherwise it ends with the tab there.">
          Stay signed in there
        </Check>
        <div className="actions">
          <button type="button" className="button" onClick={() => void copy()}>
            Copy the link
          </button>
          <button type="button" className="button" disabled={busy} onClick={() => void make()}>
            Another code
          </button>
          <span role="status" className="quiet">
            {copied === true && "Copied."}
            {copied === false && "The browser does not let the page copy."}
          </span>
        </div>
        <p className="quiet">
          Whoever reads it first is let in as you: show it to nobody. Unused, it ends with the token you came in with.
        </p>
      </div>
    </div>
  );
}
