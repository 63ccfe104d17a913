import { usd } from "../../analysts/words";
import { nameText } from "../../format/name";
import { useDesk } from "../../store/context";
import { Empty } from "../../ui/Empty";
import { Loading } from "../../ui/Loading";
import { Panel } from "../../ui/Panel";

/** The failover order of models, each with its state, and what agents spent of their budgets. */
export function TiersPanel() {
  const models = useDesk((desk) => desk.models);
  if (models === undefined)
    return (
      <Panel title="Tiers">
        <Loading part="models" />
      </Panel>
    );
  return (
    <Panel title="Tiers" note={nameText(models.state)}>
      {models.tiers.length === 0 ? (
        <Empty title="No model is set up">Analyses are made from facts alone.</Empty>
      ) : (
        <div className="table-scroll">
          <table className="table">
            <caption className="visually-hidden">Models in the order in which they are asked</caption>
            <thead>
              <tr>
                <th scope="col">Tier</th>
                <th scope="col">Model</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {models.tiers.map(({ tier, provider, model, is_local, state, message }) => (
                <tr key={tier}>
                  <td>{tier}</td>
                  <th scope="row">
                    {provider} · {model} {is_local && <span className="tag">local</span>}
                  </th>
                  <td title={message}>{nameText(state)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {models.spending && models.spending.length > 0 && (
        <div className="table-scroll">
          <table className="table">
            <caption className="visually-hidden">What agents spent in 24 hours</caption>
            <thead>
              <tr>
                <th scope="col">Agent</th>
                <th scope="col" className="number">
                  Spent in 24 h
                </th>
                <th scope="col" className="number">
                  Budget
                </th>
              </tr>
            </thead>
            <tbody>
              {models.spending.map(({ agent, spent_usd, budget_usd }) => (
                <tr key={agent}>
                  <th scope="row">{agent}</th>
                  <td className="number">{usd(spent_usd)}</td>
                  <td className="number">{usd(budget_usd)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
