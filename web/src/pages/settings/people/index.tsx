import { useDesk } from "../../../store/context";
import { TokensSection } from "../../../tokens/TokensSection";
import { Panel } from "../../../ui/Panel";
import { AccountsPanel } from "./AccountsPanel";
import { StreaksPanel } from "./StreaksPanel";
import { UsersPanel } from "./UsersPanel";
import "./people.css";

/** Who may come in and what stands still; whoever is no operator sees what is theirs. */
export default function PeoplePage() {
  const isOperator = useDesk((desk) => desk.me?.role === "operator");
  return (
    <div className="stack">
      <AccountsPanel />
      {isOperator && <StreaksPanel />}
      {isOperator && <UsersPanel />}
      <Panel title={isOperator ? "Everybody's tokens" : "My tokens"} note="let in programs and other devices">
        <div className="panel__body">
          <TokensSection />
        </div>
      </Panel>
    </div>
  );
}
