import { useState } from "react";
import { pushedAs } from "../../../alerts/choices";
import { stopPush } from "../../../alerts/push";
import type { NotificationSettings, PushSubscription } from "../../../api/types";
import { ago } from "../../../format/time";
import { useAccess, useDeskNow } from "../../../store/context";
import { Confirm } from "../../../ui/Confirm";
import { Empty } from "../../../ui/Empty";
import { Panel } from "../../../ui/Panel";

interface TargetsPanelProps {
  settings: NotificationSettings;
  onChange(): void;
}

/** Where it goes beside this page: browsers that are pushed to, and webhooks. */
export function TargetsPanel({ settings, onChange }: TargetsPanelProps) {
  const { client } = useAccess();
  const now = useDeskNow();
  const [asked, setAsked] = useState<PushSubscription>();
  const { subscriptions, webhooks } = settings;
  const remove = async ({ id }: PushSubscription) => {
    if (id === pushedAs.read()?.id) await stopPush(client);
    else await client.removePushSubscription(id);
    onChange();
  };
  return (
    <Panel title="Where it goes">
      <div className="panel__body stack">
        <h3 className="notify__head">Browsers and phones</h3>
        {subscriptions.length === 0 ? (
          <Empty title="None yet">Switch push on in this browser, or open the page on a phone and do it there.</Empty>
        ) : (
          <ul className="targets">
            {subscriptions.map((each) => (
              <li key={each.id}>
                <span>
                  <strong>{each.name || "A browser"}</strong>{" "}
                  {each.id === pushedAs.read()?.id && <span className="tag tag--accent">this one</span>}
                  <small className="quiet">
                    {each.host}, since {ago(each.created, now)}
                  </small>
                </span>
                <button
                  type="button"
                  className="button button--small button--reject"
                  aria-label={`Remove ${each.name || "a browser"}…`}
                  onClick={() => setAsked(each)}
                >
                  Remove…
                </button>
              </li>
            ))}
          </ul>
        )}
        <h3 className="notify__head">Webhooks</h3>
        {webhooks.length === 0 ? (
          <Empty title="None">
            The settings file names them: docs/notifications.md has recipes for ntfy, Slack, Discord and a program.
          </Empty>
        ) : (
          <ul className="targets">
            {webhooks.map(({ name, format }) => (
              <li key={name}>
                <span>
                  <strong>{name}</strong> <small className="quiet">{format}; by the settings file</small>
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {asked && (
        <Confirm
          title={`Push nothing more to ${asked.name || "this browser"}?`}
          yes="Remove it"
          no="Keep it"
          onYes={() => remove(asked)}
          onClose={() => setAsked(undefined)}
        >
          It hears nothing more. It is switched on again in that browser alone.
        </Confirm>
      )}
    </Panel>
  );
}
