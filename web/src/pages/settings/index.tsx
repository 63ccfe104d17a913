import { useState } from "react";
import { fullTime } from "../../format/time";
import { useDesk } from "../../store/context";
import { Me } from "../../shell/UserMenu";
import { Panel } from "../../ui/Panel";
import { Segments } from "../../ui/Segments";
import { applyTheme, readTheme, type Theme } from "../../ui/theme";
import { PageHead } from "../PageHead";

const themes = [
  { value: "auto", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
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
  return (
    <Panel title="Appearance">
      <div className="panel__body">
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
