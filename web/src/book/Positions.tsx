import { Fragment } from "react";
import type { Lot, Position } from "../api/types";
import { isZero } from "../format/decimal";
import type { Format } from "../format/format";
import { money, signedMoney, tone } from "../format/number";
import { useFormat } from "../format/useFormat";
import { useDesk, useSeveralAccounts } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { ownerText, shownLots } from "./lots";

/** What is held, and below each position the lots it is the sum of, each with its owner. */
export function Positions() {
  const positions = useDesk((desk) => desk.positions);
  const portfolio = useDesk((desk) => desk.portfolio);
  const several = useSeveralAccounts();
  if (positions === undefined) return <Loading part="positions" />;
  if (positions.length === 0) return <Empty title="Nothing held">Positions appear with the first fill.</Empty>;
  return (
    <div className="table-scroll">
      <table className="table positions live">
        <caption className="visually-hidden">
          Positions and their lots by owner, in US dollars unless another asset is named
        </caption>
        <thead>
          <tr>
            <th scope="col">Instrument</th>
            {several && (
              <th scope="col" className="wide">
                Account
              </th>
            )}
            <th scope="col" className="number">
              Quantity
            </th>
            <th scope="col" className="number wide">
              Entry
            </th>
            <th scope="col" className="number wide">
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
            <Fragment key={`${position.account} ${position.venue}:${position.instrument}`}>
              <PositionRow position={position} several={several} />
              {shownLots(position.owners).map((lot) => (
                <LotRow key={lot.owner} lot={lot} position={position} several={several} />
              ))}
            </Fragment>
          ))}
        </tbody>
        {portfolio && (
          <tfoot className="wide">
            <tr>
              <td colSpan={several ? 6 : 5}>{several ? `Sum of account ${portfolio.account}` : "Sum"}</td>
              <td className={`number ${tone(portfolio.unrealised_usd)}`}>{signedMoney(portfolio.unrealised_usd)}</td>
              <td className={`number ${tone(portfolio.realised_usd)}`}>{signedMoney(portfolio.realised_usd)}</td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function PositionRow({ position, several }: { position: Position; several: boolean }) {
  const format = useFormat();
  return (
    <tr>
      <th scope="row">
        <strong>{position.instrument}</strong>
        {several && <small className="narrow">{position.account}</small>}
      </th>
      {several && <td className="wide">{position.account}</td>}
      <td className="number">{format.quantity(position, position.quantity)}</td>
      <td className="number wide">{entry(format, position, position)}</td>
      <td className="number wide">{format.average(position, position.mark_price)}</td>
      <td className="number">{money(position.value_usd)}</td>
      <td className={`number ${tone(position.unrealised_usd)}`}>{signedMoney(position.unrealised_usd)}</td>
      <td className={`number ${tone(position.realised_usd)}`}>{signedMoney(position.realised_usd)}</td>
    </tr>
  );
}

interface LotRowProps {
  lot: Lot;
  position: Position;
  several: boolean;
}

function LotRow({ lot, position, several }: LotRowProps) {
  const format = useFormat();
  const flat = isZero(lot.quantity);
  return (
    <tr className="lot">
      <th scope="row">
        <span className="visually-hidden">{position.instrument}, lot of</span> {ownerText(lot.owner)}{" "}
        {lot.is_dust && !flat && (
          <span className="tag" title="Too small for the venue to take">
            dust
          </span>
        )}
        {!flat && <small className="narrow">at {entry(format, position, lot)}</small>}
      </th>
      {several && <td className="wide">{position.account}</td>}
      <td className="number">{flat ? "flat" : format.quantity(position, lot.quantity)}</td>
      <td className="number wide">{entry(format, position, lot)}</td>
      <td className="wide" />
      <td />
      <td className={`number ${tone(lot.unrealised_usd)}`}>{flat ? "" : signedMoney(lot.unrealised_usd)}</td>
      <td className={`number ${tone(lot.realised)}`}>
        {format.signedMoney(position.quote_asset, lot.realised)} <small className="lot__unit">{position.quote_asset}</small>
      </td>
    </tr>
  );
}

/** A flat position has no entry price. */
function entry(format: Format, position: Position, { quantity, average_price }: Position | Lot): string {
  return isZero(quantity) ? "" : format.average(position, average_price);
}
