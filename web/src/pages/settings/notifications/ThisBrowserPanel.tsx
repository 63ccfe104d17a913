import { useState } from "react";
import { choices, isPushedTo, loadChoices } from "../../../alerts/choices";
import { chooseHere, here } from "../../../alerts/here";
import { startPush, stopPush } from "../../../alerts/push";
import { playTune, unlockSound } from "../../../alerts/sound";
import { token } from "../../../api/token";
import { useAccess } from "../../../store/context";
import { useStore } from "../../../store/store";
import { Check } from "../../../ui/Check";
import { Panel } from "../../../ui/Panel";
import { ProblemNote } from "../../../ui/ProblemNote";
import { useWork } from "../../../ui/useWork";
import { obstacle, pushSupport, usePermission } from "./permission";

/** How this browser tells: what it may, and what one wants of it. */
export function ThisBrowserPanel() {
  const { client } = useAccess();
  const [permission, ask] = usePermission();
  const { hasSound, volume, vibrates, hasSystem } = useStore(here, (value) => value);
  useStore(choices, (value) => value.settings);
  const { busy, problem, run } = useWork();
  const [isRefused, setRefused] = useState(false);
  const blocked = obstacle(pushSupport(), permission);
  const pushes = isPushedTo();
  const allowed = async () => {
    const answer = permission === "granted" ? permission : await ask();
    setRefused(answer !== "granted");
    return answer === "granted";
  };
  const togglePush = (isOn: boolean) =>
    void run(async () => {
      if (!isOn) {
        await stopPush(client);
        await loadChoices(client);
      } else if (await allowed()) await startPush(client);
    });
  const canVibrate = typeof navigator.vibrate === "function";
  return (
    <Panel title="This browser" note={permissionWords[permission]}>
      <div className="panel__body stack">
        {blocked && <p className="notice notice--warn">{blocked}</p>}
        {isRefused && !blocked && <p className="notice notice--warn">It was not allowed: nothing is shown outside of the page.</p>}
        <Check
          isOn={hasSystem && permission === "granted"}
          isOff={permission === "denied" || permission === "none"}
          onChange={(isOn) => {
            if (!isOn) chooseHere({ hasSystem: false });
            else void allowed().then((isAllowed) => isAllowed && chooseHere({ hasSystem: true }));
          }}
          note="While the desk is open in a tab that you do not look at."
        >
          Notifications of this computer
        </Check>
        <Check
          isOn={pushes}
          isOff={busy || (blocked !== undefined && !pushes)}
          onChange={togglePush}
          note={
            token.stays()
              ? "Also while no page is open."
              : "Also while no page is open. A press opens the page; to be let in then, stay signed in (Sign in elsewhere)."
          }
        >
          {busy ? "Push messages…" : "Push messages"}
        </Check>
        {problem && <ProblemNote problem={problem} />}
        <Check
          isOn={hasSound}
          onChange={(isOn) => chooseHere({ hasSound: isOn })}
          note="A browser stays silent until you have pressed something on the page."
        >
          Sound
        </Check>
        <label className="notify__volume">
          <span>Volume</span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={volume}
            disabled={!hasSound}
            onChange={(event) => chooseHere({ volume: Number(event.target.value) })}
            onPointerUp={() => {
              unlockSound();
              playTune("asking", here.get().volume);
            }}
          />
        </label>
        {canVibrate && (
          <Check isOn={vibrates} onChange={(isOn) => chooseHere({ vibrates: isOn })} note="On devices that can.">
            Vibration
          </Check>
        )}
        <p className="quiet">
          What waits is also counted in the tab&apos;s title and on its icon
          {typeof navigator.setAppBadge === "function" ? ", and on the app's icon where the page is installed as one." : "."}
        </p>
      </div>
    </Panel>
  );
}

const permissionWords = {
  granted: "notifications allowed",
  denied: "notifications blocked",
  default: "not asked yet",
  none: "has no notifications",
} as const;
