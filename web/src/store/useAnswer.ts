import { useCallback, useEffect, useState } from "react";
import { asProblem, type Problem } from "../api/problem";

interface Answer<T> {
  /** The last answer; stays while another is asked for. */
  value: T | undefined;
  problem: Problem | undefined;
  /** Asks again. */
  ask(): void;
}

/** What one place alone asks the desk for. `question` must be the same function for the same question. */
export function useAnswer<T>(question: () => Promise<T>): Answer<T> {
  const [value, setValue] = useState<T>();
  const [problem, setProblem] = useState<Problem>();
  const [count, setCount] = useState(0);
  useEffect(() => {
    let isWanted = true;
    question()
      .then((answer) => {
        if (!isWanted) return;
        setValue(answer);
        setProblem(undefined);
      })
      .catch((error: unknown) => isWanted && setProblem(asProblem(error)));
    return () => {
      isWanted = false;
    };
  }, [question, count]);
  const ask = useCallback(() => setCount((before) => before + 1), []);
  return { value, problem, ask };
}
