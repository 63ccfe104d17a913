import { useEffect, useState } from "react";
import { choices } from "../../../alerts/choices";
import { here } from "../../../alerts/here";
import { isSoundReady, playTune, unlockSound, vibrate } from "../../../alerts/sound";
import { showSystemNotice } from "../../../alerts/systemNotice";
import type { SentNotification } from "../../../api/types";
import { useAccess, useDesk } from "../../../store/context";
import { Panel } from "../../../ui/Panel";
import { ProblemNote } from "../../../ui/ProblemNote";
import { useWork } from "../../../ui/useWork";
import { outcomesHere, outcomesSent, type Outcome } from "./outcomes";

const looks_every_ms = 1_000;
/** A push service that has not answered by then is asked again by the desk; the list below says how it ends. */
const looks_max = 25;

interface Pressed {
  /** By the desk's clock. */
  at: number;
  targets: number;
  here: readonly Outcome[];
}

/** Sends a test by every way, and says of each what happened. */
export function TestPanel() {
  const { client } = useAccess();
  const clockOffset = useDesk((desk) => desk.clockOffset);
  const { busy, problem, run } = useWork();
  const [pressed, setPressed] = useState<Pressed>();
  const [sent, setSent] = useState<readonly SentNotification[]>([]);
  useEffect(() => {
    if (!pressed || pressed.targets === 0) return;
    let looks = 0;
    const look = async () => {
      const all = await client.notifications();
      const mine = all.filter(({ kind, time }) => kind === "test" && Date.parse(time) >= pressed.at);
      setSent(mine);
      if (mine.length >= pressed.targets && mine.every(({ state }) => state !== "queued")) clearInterval(timer);
    };
    const timer = setInterval(() => {
      if (++looks > looks_max) clearInterval(timer);
      else void look().catch(() => {});
    }, looks_every_ms);
    return () => clearInterval(timer);
  }, [client, pressed]);

  const test = () =>
    void run(async () => {
      setSent([]);
      setPressed(undefined);
      unlockSound();
      // It answers a moment before the browser lets it sound.
      await new Promise((resolve) => setTimeout(resolve, 150));
      const { hasSound, volume, vibrates, hasSystem } = here.get();
      const isAllowed = typeof Notification !== "undefined" && Notification.permission === "granted";
      if (hasSound) playTune("asking", volume);
      if (vibrates) vibrate("asking");
      if (hasSystem && isAllowed)
        await showSystemNotice(testNotice, choices.get().settings?.hides_amounts ?? true).catch(() => {});
      const told = outcomesHere({
        hasSound: hasSound && volume > 0,
        isSoundReady: isSoundReady(),
        hasSystem,
        permission: typeof Notification === "undefined" ? "none" : Notification.permission,
      });
      // A second of grace: the two clocks are not the same to the millisecond.
      const at = Date.now() + clockOffset - 1_000;
      const { targets } = await client.testNotifications();
      setPressed({ at, targets, here: told });
    });
  const outcomes = pressed ? [...pressed.here, ...outcomesSent(sent, pressed.targets)] : [];
  return (
    <Panel title="Try it">
      <div className="panel__body stack">
        <p>Sends a test by every way that is on, and says of each what became of it.</p>
        <div>
          <button type="button" className="button button--primary" disabled={busy} onClick={test}>
            {busy ? "Sending…" : "Send a test"}
          </button>
        </div>
        {problem && <ProblemNote problem={problem} />}
        <div role="status" aria-label="What became of the test">
          <ul className="outcomes">
            {outcomes.map(({ way, tone, words }) => (
              <li key={way}>
                <strong>{way}</strong>
                <span className={`tag tag--${tone}`}>{verdicts[tone]}</span>
                <span className="quiet">{words}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Panel>
  );
}

const verdicts: Record<Outcome["tone"], string> = { up: "works", down: "failed", warn: "silent", accent: "waits" };

const testNotice = {
  kind: "test",
  title: "Test",
  body: "Notifications of the desk reach you here.",
  discreet: "Notifications of the desk reach you here.",
  tag: "test here",
  path: "/settings/notifications",
  isFollowUp: false,
} as const;
