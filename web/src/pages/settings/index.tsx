import { Suspense } from "react";
import { Link, useParams } from "wouter";
import { Me } from "../../shell/UserMenu";
import { useDesk } from "../../store/context";
import { Empty } from "../../ui/Empty";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { PageHead } from "../PageHead";
import { sections } from "./sections";
import "./settings.css";

/** All sections, and the one that is looked at. */
export default function SettingsPage() {
  const { section: name } = useParams<{ section?: string }>();
  const me = useDesk((desk) => desk.me);
  const shown = sections.filter(({ isShown }) => isShown(me));
  const here = shown.find((each) => each.name === name);
  const Component = here?.component;
  return (
    <div className={`settings ${name === undefined ? "settings--index" : ""}`}>
      <div className="settings__head">
        {name !== undefined && (
          <Link href="/settings" className="settings__back">
            All settings
          </Link>
        )}
        <PageHead key={name ?? ""} title={here?.title ?? "Settings"} />
      </div>
      <nav className="settings__nav" aria-label="Settings">
        <ul>
          {shown.map(({ name: part, title, says }) => (
            <li key={part}>
              <Link href={`/settings/${part}`} aria-current={part === name ? "page" : undefined}>
                <strong>{title}</strong>
                <small>{says}</small>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="settings__part">
        {Component ? (
          <Suspense fallback={<Skeleton rows={8} />}>
            <Component />
          </Suspense>
        ) : name === undefined ? (
          <Panel title="Me">
            <div className="panel__body stack">
              <Me />
            </div>
          </Panel>
        ) : (
          <div className="panel">
            <Empty title="There is nothing here">
              {me === undefined ? "Still finding out who you are." : "Choose what you look for from the settings."}
            </Empty>
          </div>
        )}
      </div>
    </div>
  );
}
