import { useState } from "react";
import { Link } from "wouter";
import { fullTime } from "../../format/time";
import { keepZone, ownZone, readZone } from "../../format/zone";
import { useDeskNow } from "../../store/context";
import { Panel } from "../../ui/Panel";
import { Segments } from "../../ui/Segments";
import { applySigns, applyTheme, readSigns, readTheme, type Signs, type Theme } from "../../ui/theme";

const themes = [
  { value: "auto", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

const signs_options = [
  { value: "green-red", label: "Green and red" },
  { value: "blue-orange", label: "Blue and orange" },
] as const;

export default function AppearancePage() {
  return (
    <div className="stack">
      <Colours />
      <Zone />
      <Panel title="Sound">
        <p className="panel__body">
          What makes a sound, and how loud, is among the <Link href="/settings/notifications">notifications</Link>.
        </p>
      </Panel>
    </div>
  );
}

function Colours() {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const [signs, setSigns] = useState<Signs>(readSigns);
  return (
    <Panel title="Appearance" note="of this browser">
      <div className="panel__body stack">
        <div>
          <Segments<Theme>
            label="Colours"
            options={themes}
            value={theme}
            onChange={(next) => {
              applyTheme(next);
              setTheme(next);
            }}
          />
        </div>
        <div>
          <Segments<Signs>
            label="Colours of up and down"
            options={signs_options}
            value={signs}
            onChange={(next) => {
              applySigns(next);
              setSigns(next);
            }}
          />
        </div>
        <p className="quiet">
          Up and down, and buying and selling: blue and orange are told apart by almost everybody. Signs and words say it
          too: <span className="up">▲ +1.20</span> <span className="down">▼ −1.20</span>
        </p>
      </div>
    </Panel>
  );
}

function Zone() {
  const [zone, setZone] = useState(readZone);
  const now = useDeskNow();
  const own = ownZone();
  const zones = Intl.supportedValuesOf("timeZone");
  return (
    <Panel title="Time zone" note="beside UTC">
      <div className="panel__body stack">
        <p className="settings__lead">
          The desk counts in UTC: its day ends at 00:00 UTC. A full date is followed by your own time where that differs.
        </p>
        <label className="field settings__zone">
          <span>Your time zone</span>
          <select
            value={zone}
            onChange={(event) => {
              keepZone(event.target.value);
              setZone(event.target.value);
            }}
          >
            <option value="">As the system: {own}</option>
            <option value="UTC">UTC alone</option>
            {zones.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <p>
          Now: <strong>{fullTime(new Date(now).toISOString())}</strong>
        </p>
      </div>
    </Panel>
  );
}
