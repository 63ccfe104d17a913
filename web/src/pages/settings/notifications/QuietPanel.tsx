import type { NotificationSettings } from "../../../api/types";
import { Check } from "../../../ui/Check";
import { Panel } from "../../../ui/Panel";
import { ProblemNote } from "../../../ui/ProblemNote";
import { useChoose } from "./useChoose";

/** How far this device's clock is from UTC now, east positive. */
const offset_min = () => -new Date().getTimezoneOffset();

/** "UTC+2", "UTC−3:30". */
export function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  if (minutes === 0) return "UTC";
  return `UTC${minutes < 0 ? "\u2212" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

/** When not, and how much is said. */
export function QuietPanel({ settings }: { settings: NotificationSettings }) {
  const { problem, choose } = useChoose();
  const { quiet_hours: quiet, hides_amounts } = settings;
  const changeQuiet = (change: Partial<typeof quiet>) => {
    // The desk's clock is UTC: it is told where the reader's stands.
    const next = { ...quiet, ...change, utc_offset_min: offset_min() };
    choose({ quiet_hours: next }, { ...settings, quiet_hours: next });
  };
  const time = (name: "from" | "to", label: string) => (
    <label className="field">
      <span>{label}</span>
      <input
        type="time"
        required
        value={quiet[name]}
        onChange={(event) => event.target.value !== "" && changeQuiet({ [name]: event.target.value })}
      />
    </label>
  );
  return (
    <Panel title="Quiet hours and discretion">
      <div className="panel__body stack">
        <Check
          isOn={quiet.is_on}
          onChange={(is_on) => changeQuiet({ is_on })}
          note="Then only what is marked “at night” reaches you. The page shows everything at any hour."
        >
          Quiet hours
        </Check>
        {quiet.is_on && (
          <div className="settings__pair">
            {time("from", "From")}
            {time("to", quiet.from === quiet.to ? "To: the same, so the whole day" : "To")}
          </div>
        )}
        {quiet.is_on && quiet.utc_offset_min !== offset_min() && (
          <p className="notice notice--warn">
            <span>They go by a clock of {offsetText(quiet.utc_offset_min)}; this device&apos;s is {offsetText(offset_min())}.</span>
            <button type="button" className="button button--small" onClick={() => changeQuiet({})}>
              Go by this one
            </button>
          </p>
        )}
        <Check
          isOn={hides_amounts}
          onChange={(next) => choose({ hides_amounts: next }, { ...settings, hides_amounts: next })}
          note="Quantities, prices, sums and agents' own words stay on the desk: a lock screen is read by others."
        >
          Keep amounts out of notifications
        </Check>
        {problem && <ProblemNote problem={problem} />}
      </div>
    </Panel>
  );
}
