import { useState } from "react";
import { asProblem, type Problem } from "../api/problem";

interface Work {
  busy: boolean;
  problem: Problem | undefined;
  /** True if it was done; if not, `problem` says why. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** One request at a time, and why the last one failed. */
export function useWork(): Work {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}
