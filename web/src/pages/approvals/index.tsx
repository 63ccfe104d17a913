import { useLocation, useParams } from "wouter";
import { ApprovalHistory } from "../../approvals/ApprovalHistory";
import { ApprovalRules } from "../../approvals/ApprovalRules";
import { ApprovalsPanel } from "../../approvals/ApprovalsPanel";
import { RailsPanel } from "../../rails/RailsPanel";
import { waitingApprovals } from "../../shell/waiting";
import { useDesk, useDeskNow } from "../../store/context";
import { Panel } from "../../ui/Panel";
import { Tabs } from "../../ui/Tabs";
import { PageHead } from "../PageHead";

const sections = ["waiting", "history", "rules"] as const;
type Section = (typeof sections)[number];

/** What waits for a person, what became of the rest, and by which rules. */
export default function ApprovalsPage() {
  const { section: asked } = useParams<{ section?: string }>();
  const [, go] = useLocation();
  const section = sections.find((each) => each === asked) ?? "waiting";
  return (
    <>
      <PageHead title="Approvals" />
      <Tabs<Section>
        label="Approvals"
        value={section}
        onChange={(next) => go(next === "waiting" ? "/approvals" : `/approvals/${next}`)}
        className="page-tabs"
        tabs={[
          { value: "waiting", label: <WaitingLabel /> },
          { value: "history", label: "History" },
          { value: "rules", label: "Rules" },
        ]}
      >
        {section === "waiting" && (
          <div className="columns columns--two">
            <ApprovalsPanel />
            <RailsPanel />
          </div>
        )}
        {section === "history" && (
          <Panel title="Decided and expired">
            <ApprovalHistory />
          </Panel>
        )}
        {section === "rules" && (
          <Panel title="When a person is asked">
            <ApprovalRules />
          </Panel>
        )}
      </Tabs>
    </>
  );
}

function WaitingLabel() {
  const approvals = useDesk((desk) => desk.approvals);
  const count = waitingApprovals(approvals, useDeskNow()).length;
  return <>Waiting {count > 0 && <span className="count">{count}</span>}</>;
}
