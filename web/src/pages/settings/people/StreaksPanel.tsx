import { useState } from "react";
import type { Scope } from "../../../api/types";
import { scopeText } from "../../../rails/RailGauge";
import { useAccess, useDesk } from "../../../store/context";
import { Confirm } from "../../../ui/Confirm";
import { Panel } from "../../../ui/Panel";

/** What a loss streak stopped beside accounts: an agent, a user, the whole desk. Absent while there is none. */
export function StreaksPanel() {
  const { client, feed } = useAccess();
  const rails = useDesk((desk) => desk.rails);
  const [asked, setAsked] = useState<Scope>();
  const tripped = (rails ?? []).filter(
    ({ rail, state, scope }) => rail === "LOSS_STREAK" && state === "tripped" && scope.level !== "account",
  );
  if (tripped.length === 0) return null;
  return (
    <Panel title="Stopped by losses" note="until somebody re-arms it">
      <ul className="panel__body people__streaks">
        {tripped.map(({ scope, used }) => (
          <li key={scopeText(scope)}>
            <span>
              <strong>{scopeText(scope)}</strong> <span className="quiet">{used} losses in a row</span>
            </span>
            <button
              type="button"
              className="button button--small"
              aria-label={`Re-arm ${scopeText(scope)}…`}
              onClick={() => setAsked(scope)}
            >
              Re-arm…
            </button>
          </li>
        ))}
      </ul>
      {asked && (
        <Confirm
          title={`Re-arm ${scopeText(asked)}?`}
          yes="Re-arm"
          no="Leave it stopped"
          onYes={() =>
            client.rearmScope(asked, "confirmed in the settings").finally(() => feed.refresh("rails", "portfolio"))
          }
          onClose={() => setAsked(undefined)}
        >
          After this new positions may be opened again, within the limits. Look at what happened first.
        </Confirm>
      )}
    </Panel>
  );
}
