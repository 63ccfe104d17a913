import { useLocation, useParams } from "wouter";
import { MarketPanel } from "../../market/MarketPanel";
import { useDesk } from "../../store/context";
import { OrderTicket } from "../../ticket/OrderTicket";
import { PageHead } from "../PageHead";
import { Watchlist } from "./Watchlist";
import "./markets.css";

/** The watchlist, the chart of one instrument and the ticket beside it. */
export default function MarketsPage() {
  const { symbol } = useParams<{ symbol?: string }>();
  const [, go] = useLocation();
  const first = useDesk((desk) => desk.status?.instruments[0]?.instrument);
  const instrument = symbol === undefined ? first : decodeURIComponent(symbol);
  const choose = (name: string) => go(`/markets/${encodeURIComponent(name)}`);
  return (
    <>
      <PageHead title="Markets" />
      <div className="markets">
        <Watchlist chosen={instrument} />
        <MarketPanel instrument={instrument} />
        <OrderTicket instrument={instrument} onInstrument={choose} />
      </div>
    </>
  );
}
