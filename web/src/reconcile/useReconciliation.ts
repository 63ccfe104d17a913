import { useCallback, useEffect, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Reconciliation } from "../api/types";
import { useAccess, useDesk } from "../store/context";

const poll_ms = 4_000;

interface Look {
  reconciliation: Reconciliation | undefined;
  problem: Problem | undefined;
  /** Asks again, soon. */
  lookAgain(): void;
}

/**
 * How an account's books and its venue compare. Of one's own accounts the feed keeps it; an approver may look at any
 * other by its name, and the stream does not say when that changes: it is asked for again and again.
 */
export function useReconciliation(account: string | undefined): Look {
  const { client, feed } = useAccess();
  const own = useDesk((desk) => desk.me?.accounts.some((each) => each.account === account) ?? true);
  const kept = useDesk((desk) => (account === undefined ? undefined : desk.reconciliations?.[account]));
  const keptProblem = useDesk((desk) => desk.problems["reconciliations"]);
  const [asked, setAsked] = useState<{ account: string; answer: Reconciliation | Problem }>();
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (own || account === undefined) return undefined;
    let wanted = true;
    const ask = () =>
      client.reconciliation(account).then(
        (answer) => wanted && setAsked({ account, answer }),
        (error: unknown) => wanted && setAsked({ account, answer: asProblem(error) }),
      );
    void ask();
    const timer = setInterval(() => void ask(), poll_ms);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [client, own, account, round]);

  const lookAgain = useCallback(() => {
    if (own) feed.refresh("reconciliations", "portfolio", "positions");
    else setRound((before) => before + 1);
  }, [feed, own]);

  if (own) return { reconciliation: kept, problem: kept ? undefined : keptProblem, lookAgain };
  const answer = asked?.account === account ? asked?.answer : undefined;
  const failed = answer instanceof Error;
  return { reconciliation: failed ? undefined : answer, problem: failed ? answer : undefined, lookAgain };
}
