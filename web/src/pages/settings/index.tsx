import { useState } from "react";
import { fullTime } from "../../format/time";
import { useDesk } from "../../store/context";
import { Me } from "../../shell/UserMenu";
import { Panel } from "../../ui/Panel";
import { Segments } from "../../ui/Segments";
import { applySigns, applyTheme, readSigns, readTheme, type Signs, type Theme } from "../../ui/theme";
import { PageHead } from "../PageHead";

const themes = [
  { value: "auto", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

const signs_options = [
  { value: "green-red", label: "Green and red" },
  { value: "blue-orange", label: "Blue and orange" },
] as const;

export default function SettingsPage() {
  return (
    <>
      <PageHead title="Settings" />
      <div className="columns columns--two">
        <Panel title="Me">
          <div className="panel__body stack">
            <Me />
          </div>
        </Panel>
        <div className="stack">
          <Appearance />
          <About />
        </div>
      </div>
    </>
  );
}

function Appearance() {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const [signs, setSigns] = useState<Signs>(readSigns);
  return (
    <Panel title="Appearance">
      <div className="panel__body stack">
        <Segments<Theme>
          label="Colours"
          options={themes}
          value={theme}
          onChange={(next) => {
            applyTheme(next);
            setTheme(next);
          }}
        />
        <Segments<Signs>
          label="Colours of up and down"
          options={signs_options}
          value={signs}
          onChange={(next) => {
            applySigns(next);
            setSigns(next);
          }}
        />
        <p className="quiet">
          Up and down, and buying and selling: blue and orange are told apart by almost everybody. Signs and words say it
          too: <span className="up">▲ +1.20</span> <span className="down">▼ −1.20</span>
        </p>
      </div>
    </Panel>
  );
}

function About() {
  const status = useDesk((desk) => desk.status);
  return (
    <Panel title="About">
      <dl className="panel__body user__facts">
        <dt>Version</dt>
        <dd>{status?.version ?? "…"}</dd>
        <dt>Running since</dt>
        <dd>{status ? fullTime(status.started) : "…"}</dd>
        <dt>Market</dt>
        <dd>{status?.market.message ?? "…"}</dd>
        <dt>API</dt>
        <dd>
          <a href="/api/v1/openapi.yaml">openapi.yaml</a>
        </dd>
        <dt>Licences</dt>
        <dd>
          <a href="/notices.txt">notices.txt</a>
        </dd>
      </dl>
    </Panel>
  );
}
