import { chooseHere, here } from "../../../alerts/here";
import type { NotificationKind, NotificationSettings } from "../../../api/types";
import { useStore } from "../../../store/store";
import { Panel } from "../../../ui/Panel";
import { ProblemNote } from "../../../ui/ProblemNote";
import { useChoose } from "./useChoose";

type Kind = NotificationSettings["kinds"][number];
type Way = "page" | "push" | "webhook" | "in_quiet_hours";

const columns: readonly { way: Way | "sound"; title: string; says: string }[] = [
  { way: "page", title: "Here", says: "on the page and as a notification of this computer" },
  { way: "sound", title: "Sound", says: "aloud, on this browser" },
  { way: "push", title: "Push", says: "to browsers and phones of mine" },
  { way: "webhook", title: "Webhook", says: "to ntfy, Slack, Discord or a program" },
  { way: "in_quiet_hours", title: "At night", says: "also in quiet hours" },
];

/** Kind by kind and way by way. */
export function KindsTable({ settings }: { settings: NotificationSettings }) {
  const loud = useStore(here, (value) => value.loud);
  const { problem, choose } = useChoose();
  const isOn = (kind: Kind, way: Way | "sound") => (way === "sound" ? loud.includes(kind.kind) : kind[way]);
  const change = ({ kind }: Kind, way: Way | "sound", next: boolean) => {
    if (way === "sound") return chooseHere({ loud: withKind(loud, kind, next) });
    choose(
      { kinds: [{ kind, [way]: next }] },
      { ...settings, kinds: settings.kinds.map((each) => (each.kind === kind ? { ...each, [way]: next } : each)) },
    );
  };
  return (
    <Panel title="What, and how">
      {problem && (
        <div className="panel__body">
          <ProblemNote problem={problem} />
        </div>
      )}
      <div className="table-scroll">
        <table className="table kinds">
          <caption className="visually-hidden">What I am told of, and by which ways</caption>
          <thead>
            <tr>
              <th scope="col">What happens</th>
              {columns.map(({ way, title, says }) => (
                <th key={way} scope="col" title={says}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {settings.kinds.map((kind) => (
              <tr key={kind.kind}>
                <th scope="row">{kind.title}</th>
                {columns.map(({ way, title, says }) => (
                  <td key={way}>
                    <label className="kinds__cell">
                      <input
                        type="checkbox"
                        aria-label={`${kind.title}: ${title}, ${says}`}
                        checked={isOn(kind, way)}
                        disabled={way === "sound" && !kind.page}
                        onChange={(event) => change(kind, way, event.target.checked)}
                      />
                    </label>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function withKind(loud: readonly NotificationKind[], kind: NotificationKind, isOn: boolean): NotificationKind[] {
  const others = loud.filter((each) => each !== kind);
  return isOn ? [...others, kind] : others;
}
