import { useAccess } from "../store/context";
import { Confirm } from "../ui/Confirm";

/** A resume also asks for a new comparison; where books and venue differ it only does that, and says so. */
export function ConfirmResumeAccount({ account, onClose }: { account: string; onClose(): void }) {
  const { client, feed } = useAccess();
  const resume = async () => {
    try {
      await client.resumeAccount(account, "confirmed on the dashboard");
    } finally {
      feed.refresh("portfolio", "rails", "reconciliations", "me", "accounts");
    }
  };
  return (
    <Confirm
      title={`Resume account ${account}?`}
      yes="Resume the account"
      no="Leave it stopped"
      onYes={resume}
      onClose={onClose}
    >
      Its books are compared with the venue&apos;s first. If they match, the agents may open positions in it again, within
      the rails. Look at what happened first.
    </Confirm>
  );
}
