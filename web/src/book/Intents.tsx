import { useFormat } from "../format/useFormat";
import { clockTime } from "../format/time";
import { useDesk, useSeveralAccounts } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { IntentDrawer } from "./IntentDrawer";
import { amountText, stateText, stateTone } from "./intentState";
import { kindOfOrder } from "./orderKind";

interface IntentsProps {
  /** Of which the history is shown. */
  opened: string | undefined;
  onOpen(id: string | undefined): void;
}

export function Intents({ opened, onOpen }: IntentsProps) {
  const intents = useDesk((desk) => desk.intents);
  const several = useSeveralAccounts();
  const format = useFormat();
  if (intents === undefined) return <Loading part="intents" />;
  if (intents.length === 0)
    return <Empty title="No intents yet">Whatever an agent or a human proposes is listed here.</Empty>;
  return (
    <div className="table-scroll intents">
      <table className="table">
        <caption className="visually-hidden">Recent intents; open one for its history</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Wanted</th>
            <th scope="col" className="wide">
              By
            </th>
            {several && (
              <th scope="col" className="wide">
                Account
              </th>
            )}
            <th scope="col">State</th>
            <th scope="col" className="wide">
              Message
            </th>
          </tr>
        </thead>
        <tbody>
          {intents.map((intent) => (
            <tr key={intent.intent_id}>
              <td className="quiet">{clockTime(intent.created)}</td>
              <td>
                <button type="button" className="link" onClick={() => onOpen(intent.intent_id)}>
                  <span className={intent.side === "BUY" ? "up" : "down"}>{intent.side}</span>{" "}
                  {amountText(intent, format)} {intent.instrument}
                </button>
                {intent.type !== "MARKET" && <small className="intents__kind">{kindOfOrder(intent, format)}</small>}
              </td>
              <td className="wide">{intent.proposer.name}</td>
              {several && <td className="wide">{intent.account}</td>}
              <td>
                <span className={`tag tag--${stateTone(intent.state)}`}>{stateText(intent.state)}</span>
              </td>
              <td className="intents__words wide">{intent.denial?.message ?? intent.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {opened && <IntentDrawer id={opened} onClose={() => onOpen(undefined)} />}
    </div>
  );
}
