import { useDesk } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { Panel } from "../ui/Panel";
import { RailGauge, scopeText } from "./RailGauge";
import "./rails.css";

export function RailsPanel() {
  const rails = useDesk((desk) => desk.rails);
  return (
    <Panel id="rails" title="Rails" note={rails?.[0] ? scopeText(rails[0].scope) : "used of limit"}>
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
