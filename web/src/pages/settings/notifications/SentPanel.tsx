import type { SentNotification } from "../../../api/types";
import { ago, fullTime } from "../../../format/time";
import { useAccess, useDeskNow } from "../../../store/context";
import { useAnswer } from "../../../store/useAnswer";
import { useNews } from "../../../store/useNews";
import { Empty } from "../../../ui/Empty";
import { Panel } from "../../../ui/Panel";
import { Waiting } from "../../../ui/Waiting";

const shown_max = 20;
/** What the desk may have sent something for. */
const told = /^(Approval|DeskState|AccountState|DailyLoss|LossStreak|OrderFilled|AlertRaised)/;

const tones: Record<SentNotification["state"], string> = { queued: "", delivered: "tag--up", failed: "tag--down" };

/** What left the desk for me, and what became of it. */
export function SentPanel() {
  const { client } = useAccess();
  const now = useDeskNow();
  const sent = useAnswer("notifications", client.notifications);
  useNews(told, sent.again);
  return (
    <Panel
      title="Sent lately"
      note="by push and webhook"
      tools={
        <button type="button" className="button button--small" onClick={sent.again}>
          Look again
        </button>
      }
    >
      {sent.value === undefined ? (
        <Waiting problem={sent.problem} onAgain={sent.again} />
      ) : sent.value.length === 0 ? (
        <Empty title="Nothing was sent yet">What is only shown on the page is not listed.</Empty>
      ) : (
        <div className="table-scroll">
          <table className="table table--cards">
            <caption className="visually-hidden">The newest notifications that were sent</caption>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">To</th>
                <th scope="col">Became</th>
                <th scope="col">When</th>
              </tr>
            </thead>
            <tbody>
              {sent.value.slice(0, shown_max).map((each) => (
                <tr key={each.id}>
                  <th scope="row">
                    {each.title}
                    <small>{each.body}</small>
                  </th>
                  <td data-label="To">
                    {each.target} <span className="quiet">({each.way})</span>
                  </td>
                  <td data-label="Became">
                    <span className={`tag ${tones[each.state]}`}>{each.state}</span>
                    {each.why && <small>{each.why}</small>}
                  </td>
                  <td className="nowrap" data-label="When" title={fullTime(each.time)}>
                    {ago(each.time, now)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
