import { AlertsPanel } from "../../alerts/AlertsPanel";
import { LedgerFeed } from "../../ledger/LedgerFeed";
import { RailsPanel } from "../../rails/RailsPanel";
import { SincePanel } from "../../since/SincePanel";
import { PageHead } from "../PageHead";
import { EquityPanel } from "./EquityPanel";
import { Tiles } from "./Tiles";

/** Is anything wrong? What did I miss? */
export default function OverviewPage() {
  return (
    <>
      <PageHead title="Overview" />
      <div className="stack">
        <Tiles />
        <SincePanel />
        <div className="columns columns--two">
          <div className="stack">
            <EquityPanel />
            <LedgerFeed />
          </div>
          <div className="stack">
            <AlertsPanel />
            <RailsPanel nearest={5} />
          </div>
        </div>
      </div>
    </>
  );
}
