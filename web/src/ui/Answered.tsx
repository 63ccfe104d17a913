import type { ReactNode } from "react";
import type { Answer } from "../store/useAnswer";
import { Waiting } from "./Waiting";

interface AnsweredProps<T> {
  answer: Answer<T>;
  /** How tall what is loaded will be. */
  rows?: number;
  children(value: T): ReactNode;
}

/** What was answered; before it is there its shape, and where it does not come why, with a way to ask again. */
export function Answered<T>({ answer, rows = 3, children }: AnsweredProps<T>) {
  const { value, problem, again } = answer;
  return (
    <>
      {(problem || value === undefined) && <Waiting problem={problem} onAgain={again} rows={rows} />}
      {value !== undefined && children(value)}
    </>
  );
}
