import { Link } from "wouter";
import { limitText } from "../rails/limitWords";
import { useAccess, useDesk } from "../store/context";
import { useAnswer } from "../store/useAnswer";
import { Answered } from "../ui/Answered";

/** What stops here and what happens then, in words, with the limits as they are in force. */
export function ApprovalRules() {
  const { client } = useAccess();
  const isApprover = useDesk((desk) => desk.me?.is_approver);
  const limits = useAnswer("limits", client.limits, 60_000);
  return (
    <Answered answer={limits} rows={6}>
      {({ items }) => {
        const of = (name: string) => {
          const limit = items.find((each) => each.name === name);
          return limit ? limitText(limit.value, limit.unit) : "the limit";
        };
        return (
          <div className="panel__body rules">
            <ul>
              <li>
                <strong>An order of strictly more than {of("approval_above")} waits for a person.</strong> So does a smaller
                one, where the unattended ones of an hour on the same asset and side come to more together.
              </li>
              <li>
                <strong>Silence is no.</strong> A request shows how long it waits; then it expires and does not trade.
              </li>
              <li>
                <strong>An approval is of exactly what was shown</strong>: quantity, worst price, account. What would differ
                must be asked for again.
              </li>
              <li>
                <strong>Approving does not skip a rail.</strong> Each is judged again when it is approved, and may still deny
                it: while the desk is halted it does.
              </li>
              <li>
                <strong>Modify</strong> turns the request down and proposes the smaller order you name, which runs through
                the rails like any other.
              </li>
              <li>
                <strong>What only reduces a position never waits.</strong>
              </li>
              <li>
                At most {of("approvals_waiting_max")} requests of one user wait at once, and{" "}
                {of("approval_requests_per_hour_max")} are made in an hour; what comes beyond is denied.
              </li>
              <li>
                Named approvers decide; where there are two or more, nobody approves their own request.{" "}
                {isApprover === undefined ? "" : isApprover ? "You are one of them." : "You are not one of them."}
              </li>
            </ul>
            <p>
              <Link href="/settings/limits">All limits in force, and what changed</Link>
            </p>
          </div>
        );
      }}
    </Answered>
  );
}
