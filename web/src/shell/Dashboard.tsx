import { useState } from "react";
import { AlertsPanel } from "../alerts/AlertsPanel";
import { AnalystsPanel } from "../analysts/AnalystsPanel";
import { ApprovalsPanel } from "../approvals/ApprovalsPanel";
import { BookPanel } from "../book/BookPanel";
import { LedgerFeed } from "../ledger/LedgerFeed";
import { MarketPanel } from "../market/MarketPanel";
import { RailsPanel } from "../rails/RailsPanel";
import { useDesk } from "../store/context";
import { freshness } from "../store/freshness";
import { SwarmPanel } from "../swarm/SwarmPanel";
import { OrderTicket } from "../ticket/OrderTicket";
import { useNow } from "../ui/useNow";
import { Header } from "./Header";
import { Notices } from "./Notices";
import { PhoneBar } from "./PhoneBar";
import "./dashboard.css";

export function Dashboard() {
  const connection = useDesk((desk) => desk.connection);
  const first = useDesk((desk) => desk.status?.instruments[0]?.instrument);
  const [chosen, setChosen] = useState<string>();
  const instrument = chosen ?? first;
  const now = useNow();
  return (
    <div className="dashboard" data-freshness={freshness(connection, now)}>
      <a className="skip" href="#market">
        Skip to the market
      </a>
      <Header />
      <Notices />
      <main className="dashboard__grid">
        <div className="dashboard__swarm">
          <SwarmPanel />
          <AlertsPanel />
        </div>
        <div className="dashboard__centre">
          <MarketPanel instrument={instrument} onInstrument={setChosen} />
          <AnalystsPanel />
          <BookPanel />
          <LedgerFeed />
        </div>
        <div className="dashboard__side">
          <ApprovalsPanel />
          <RailsPanel />
          <OrderTicket instrument={instrument} onInstrument={setChosen} />
        </div>
      </main>
      <PhoneBar />
    </div>
  );
}
