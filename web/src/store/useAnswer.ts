import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "../api/problem";

/** What was asked of the desk, and what it said. */
export interface Answer<T> {
  /** The last answer; it stays while it is asked again, also where that fails. */
  value: T | undefined;
  /** Why the last question was not answered. */
  problem: Problem | undefined;
  isAsking: boolean;
  /** Asks again now. */
  again(): void;
}

interface Held<T> {
  key: string | undefined;
  value?: T;
  problem?: Problem | undefined;
}

/**
 * Asks when it is first shown, when `key` becomes another, and each `every_ms` where that is given. `key` says everything
 * that `ask` depends on: an answer to another key is never shown. Without a key nothing is asked.
 */
export function useAnswer<T>(key: string | undefined, ask: () => Promise<T>, every_ms?: number): Answer<T> {
  const [held, setHeld] = useState<Held<T>>({ key: undefined });
  const [asking, setAsking] = useState<string>();
  const [round, setRound] = useState(0);
  const question = useRef(ask);
  useEffect(() => {
    question.current = ask;
  });
  useEffect(() => {
    if (key === undefined) return undefined;
    let wanted = true;
    const load = () => {
      setAsking(key);
      (async () => question.current())().then(
        (value) => {
          if (!wanted) return;
          setHeld({ key, value });
          setAsking(undefined);
        },
        (error: unknown) => {
          if (!wanted) return;
          setHeld((before) => ({ ...(before.key === key ? before : { key }), problem: asProblem(error) }));
          setAsking(undefined);
        },
      );
    };
    load();
    const timer = every_ms === undefined ? undefined : setInterval(() => document.hidden || load(), every_ms);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [key, round, every_ms]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const isOfKey = held.key === key;
  return {
    value: isOfKey ? held.value : undefined,
    problem: isOfKey ? held.problem : undefined,
    isAsking: key !== undefined && asking === key,
    again,
  };
}
