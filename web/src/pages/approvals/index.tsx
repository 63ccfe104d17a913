import { ApprovalsPanel } from "../../approvals/ApprovalsPanel";
import { RailsPanel } from "../../rails/RailsPanel";
import { PageHead } from "../PageHead";

/** What waits for a person. */
export default function ApprovalsPage() {
  return (
    <>
      <PageHead title="Approvals" />
      <div className="columns columns--two">
        <ApprovalsPanel />
        <RailsPanel />
      </div>
    </>
  );
}
