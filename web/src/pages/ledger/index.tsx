import { LedgerFeed } from "../../ledger/LedgerFeed";
import { PageHead } from "../PageHead";

/** Every decision and every fill, as it was written. */
export default function LedgerPage() {
  return (
    <>
      <PageHead title="Ledger" />
      <div className="ledger-page">
        <LedgerFeed />
      </div>
    </>
  );
}
