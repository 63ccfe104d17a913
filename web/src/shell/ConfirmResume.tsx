import { useAccess, useDesk } from "../store/context";
import { Confirm } from "../ui/Confirm";

export function ConfirmResume({ onClose }: { onClose(): void }) {
  const { client, feed } = useAccess();
  const status = useDesk((desk) => desk.status);
  const resume = async () => {
    await client.resumeDesk("confirmed on the dashboard");
    feed.refresh("status", "portfolio");
  };
  return (
    <Confirm title="Resume trading?" yes="Resume trading" no="Leave it stopped" onYes={resume} onClose={onClose}>
      The desk is {status?.state ?? "stopped"}
      {status?.reason ? `: ${status.reason}.` : "."} After resuming, the agents may open positions again, within the
      rails.
    </Confirm>
  );
}
