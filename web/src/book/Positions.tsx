import { money, price, quantity, signedMoney, tone } from "../format/number";
import { useDesk } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";

export function Positions() {
  const positions = useDesk((desk) => desk.positions);
  const portfolio = useDesk((desk) => desk.portfolio);
  if (positions === undefined) return <Loading part="positions" />;
  if (positions.length === 0) return <Empty title="Nothing held">Positions appear with the first fill.</Empty>;
  return (
    <div className="table-scroll">
      <table className="table positions live">
        <caption className="visually-hidden">Positions, in US dollars</caption>
        <thead>
          <tr>
            <th scope="col">Instrument</th>
            <th scope="col" className="number">
              Quantity
            </th>
            <th scope="col" className="number">
              Average
            </th>
            <th scope="col" className="number">
              Mark
            </th>
            <th scope="col" className="number">
              Value
            </th>
            <th scope="col" className="number">
              Unrealised
            </th>
            <th scope="col" className="number">
              Realised
            </th>
          </tr>
        </thead>
        <tbody>
          {positions.map((position) => (
            <tr key={position.instrument}>
              <td>
                <strong>{position.instrument}</strong>
              </td>
              <td className="number">{quantity(position.quantity)}</td>
              <td className="number">{price(position.average_price)}</td>
              <td className="number">{price(position.mark_price)}</td>
              <td className="number">{money(position.value_usd)}</td>
              <td className={`number ${tone(position.unrealised_usd)}`}>{signedMoney(position.unrealised_usd)}</td>
              <td className={`number ${tone(position.realised_usd)}`}>{signedMoney(position.realised_usd)}</td>
            </tr>
          ))}
        </tbody>
        {portfolio && (
          <tfoot>
            <tr>
              <td colSpan={5}>Sum</td>
              <td className={`number ${tone(portfolio.unrealised_usd)}`}>{signedMoney(portfolio.unrealised_usd)}</td>
              <td className={`number ${tone(portfolio.realised_usd)}`}>{signedMoney(portfolio.realised_usd)}</td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
