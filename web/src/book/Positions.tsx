import { Fragment, useState } from "react";
import type { Lot, Position } from "../api/types";
import { instrumentTarget, isClosable } from "../close/closeTargets";
import { isZero } from "../format/decimal";
import type { Format } from "../format/format";
import { money, signedMoney, tone } from "../format/number";
import { useFormat } from "../format/useFormat";
import { useDesk, useSeveralAccounts } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { CloseBar } from "./CloseBar";
import { LotActions } from "./LotActions";
import { LotDialogs, type Ask, type Asked } from "./LotDialogs";
import { ownerText, shownLots } from "./lots";

/** What is held, and what can be done with it. */
export function Positions() {
  const [asked, setAsked] = useState<Asked>();
  return (
    <>
      <PositionsTable ask={setAsked} />
      {asked && <LotDialogs asked={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** Below each position are the lots it is the sum of, each with its owner. */
function PositionsTable({ ask }: { ask: Ask }) {
  const positions = useDesk((desk) => desk.positions);
  const portfolio = useDesk((desk) => desk.portfolio);
  const mayTrade = useDesk((desk) => desk.me?.role !== "viewer");
  const several = useSeveralAccounts();
  if (positions === undefined) return <Loading part="positions" />;
  if (positions.length === 0) return <Empty title="Nothing held">Positions appear with the first fill.</Empty>;
  const row = { several, mayTrade, ask };
  return (
    <>
      <div className="table-scroll book__narrowing">
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
                <PositionRow position={position} {...row} />
                {shownLots(position.owners).map((lot) => (
                  <Fragment key={lot.owner}>
                    <LotRow lot={lot} position={position} several={several} />
                    <LotActions lot={lot} position={position} columns={several ? 8 : 7} mayTrade={mayTrade} ask={ask} />
                  </Fragment>
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
      {mayTrade && <CloseBar positions={positions} several={several} ask={ask} />}
    </>
  );
}

interface PositionRowProps {
  position: Position;
  several: boolean;
  mayTrade: boolean;
  ask: Ask;
}

function PositionRow({ position, several, mayTrade, ask }: PositionRowProps) {
  const format = useFormat();
  // One lot is closed at its own line.
  const hasSeveral = position.owners.filter(isClosable).length > 1;
  return (
    <tr>
      <th scope="row">
        <strong>{position.instrument}</strong>
        {several && <small className="narrow">{position.account}</small>}
        {hasSeveral && mayTrade && (
          <button
            type="button"
            className="button button--small position__close"
            aria-label={`Close ${position.instrument}…`}
            onClick={() => ask({ close: instrumentTarget(position) })}
          >
            Close…
          </button>
        )}
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
        {format.signedMoney(position.quote_asset, lot.realised)}{" "}
        <small className="lot__unit">{position.quote_asset}</small>
      </td>
    </tr>
  );
}

/** A flat position has no entry price. */
function entry(format: Format, position: Position, { quantity, average_price }: Position | Lot): string {
  return isZero(quantity) ? "" : format.average(position, average_price);
}
