import { useEffect } from "react";
import { choices, loadChoices } from "../../../alerts/choices";
import { useAccess } from "../../../store/context";
import { useStore } from "../../../store/store";
import { useWork } from "../../../ui/useWork";
import { Panel } from "../../../ui/Panel";
import { Waiting } from "../../../ui/Waiting";
import { KindsTable } from "./KindsTable";
import { QuietPanel } from "./QuietPanel";
import { SentPanel } from "./SentPanel";
import { TargetsPanel } from "./TargetsPanel";
import { TestPanel } from "./TestPanel";
import { ThisBrowserPanel } from "./ThisBrowserPanel";
import "./notifications.css";

/** What one is told of, by which ways, and whether they work. */
export default function NotificationsPage() {
  const { client } = useAccess();
  const settings = useStore(choices, (value) => value.settings);
  const { problem, run } = useWork();
  const load = () => void run(() => loadChoices(client));
  // Another page may have chosen meanwhile.
  useEffect(load, [client]);
  return (
    <div className="stack">
      <div className="notify__two">
        <ThisBrowserPanel />
        <TestPanel />
      </div>
      {settings === undefined ? (
        <Panel title="What, and how">
          <Waiting problem={problem} onAgain={load} rows={6} />
        </Panel>
      ) : (
        <>
          <KindsTable settings={settings} />
          <div className="notify__two">
            <QuietPanel settings={settings} />
            <TargetsPanel settings={settings} onChange={load} />
          </div>
        </>
      )}
      <SentPanel />
    </div>
  );
}
