import type { ClosePlan, LeftLot, PlannedClose } from "../api/types";
import { ownerText } from "../book/lots";
import { money, signedMoney, tone } from "../format/number";
import { useFormat } from "../format/useFormat";
import { useSeveralAccounts } from "../store/context";

/** Each order a close would send, with what it comes to, and the sum of them. */
export function ClosePlanList({ plan }: { plan: ClosePlan }) {
  const { closes, value_usd, fee_usd, result_usd } = plan;
  return (
    <>
      <ul className="close__list" aria-label="What would be closed">
        {closes.map((close, at) => (
          // A large lot is several orders that look alike.
          <PlannedRow key={at} close={close} />
        ))}
      </ul>
      {closes.length > 1 && value_usd !== undefined && (
        <section className="close__sum" aria-label="Together">
          <h3>Together</h3>
          <Figures
            value={`$${money(value_usd)}`}
            fee={`$${money(fee_usd)}`}
            result={`${signedMoney(result_usd)} USD`}
            gain={result_usd}
          />
        </section>
      )}
    </>
  );
}

function PlannedRow({ close }: { close: PlannedClose }) {
  const format = useFormat();
  const several = useSeveralAccounts();
  const { side, quantity, instrument, owner, account, price, quote_asset, value, fee, result, cancels } = close;
  return (
    <li>
      <p>
        <strong className={side === "BUY" ? "up" : "down"}>{side}</strong> {format.quantity(close, quantity)}{" "}
        <strong>{instrument}</strong> <span className="quiet">of {lotName(owner, account, several)}</span>
      </p>
      <Figures
        value={`${format.money(quote_asset, value)} ${quote_asset}`}
        fee={format.money(quote_asset, fee)}
        result={format.signedMoney(quote_asset, result)}
        gain={result}
      />
      <p className="quiet close__words">
        At about {format.price(close, price)}.
        {cancels.length > 0 && ` Its protection is cancelled first (${orders(cancels.length)}).`}
      </p>
    </li>
  );
}

interface FiguresProps {
  value: string;
  fee: string;
  result: string;
  gain: string | undefined;
}

function Figures({ value, fee, result, gain }: FiguresProps) {
  return (
    <dl className="close__figures">
      <div>
        <dt>Value</dt>
        <dd>{value}</dd>
      </div>
      <div>
        <dt>Fee</dt>
        <dd>{fee}</dd>
      </div>
      <div>
        <dt>Expected result</dt>
        <dd className={tone(gain)}>{result}</dd>
      </div>
    </dl>
  );
}

/** What stays as it is, each with the reason. */
export function LeftOut({ lots }: { lots: readonly LeftLot[] }) {
  const format = useFormat();
  const several = useSeveralAccounts();
  if (lots.length === 0) return null;
  return (
    <section className="close__left" aria-label="Left as it is">
      <h3>Left as it is</h3>
      <ul>
        {lots.map((lot, at) => (
          <li key={at}>
            {format.quantity(lot, lot.quantity)} {lot.instrument} of {lotName(lot.owner, lot.account, several)}:{" "}
            <span className="quiet">{lot.message}.</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whose it is, and where one has several accounts in which. */
export function lotName(owner: string, account: string, several: boolean): string {
  return several ? `${ownerText(owner)}, ${account}` : ownerText(owner);
}

function orders(count: number): string {
  return count === 1 ? "1 order" : `${count} orders`;
}
