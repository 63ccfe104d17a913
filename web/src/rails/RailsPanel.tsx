import type { Rail } from "../api/types";
import { toNumber } from "../format/number";
import { useDesk } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { Panel } from "../ui/Panel";
import { RailGauge, scopeText } from "./RailGauge";
import "./rails.css";

interface RailsPanelProps {
  /** Only so many, those nearest their limit. */
  nearest?: number;
}

/** How much of its limit is used. */
function share({ used, limit }: Rail): number {
  const most = toNumber(limit) ?? 0;
  return most > 0 ? (toNumber(used) ?? 0) / most : 1;
}

export function RailsPanel({ nearest }: RailsPanelProps) {
  const all = useDesk((desk) => desk.rails);
  const rails = nearest === undefined ? all : all?.toSorted((a, b) => share(b) - share(a)).slice(0, nearest);
  return (
    <Panel id="rails" title="Rails" note={nearest !== undefined ? "nearest their limit" : rails?.[0] ? scopeText(rails[0].scope) : "used of limit"}>
      {rails === undefined ? (
        <Loading part="rails" rows={5} />
      ) : rails.length === 0 ? (
        <Empty title="No rails reported">The gate denies everything without them.</Empty>
      ) : (
        <ul className="rails live">
          {rails.map((rail) => (
            <RailGauge
              key={`${rail.rail} ${rail.message} ${rail.side} ${scopeText(rail.scope)}`}
              rail={rail}
              showScope={rails[0] !== undefined && scopeText(rail.scope) !== scopeText(rails[0].scope)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}
