import { advice } from "../api/advice";
import type { Problem } from "../api/problem";
import { duration } from "../format/time";
import { DenialNumbers } from "./DenialNumbers";
import "./problem.css";

/** An error where it happened: what the desk said, its code, and what to do next. */
export function ProblemNote({ problem }: { problem: Problem }) {
  const { denial, retryAfter_s } = problem;
  const next = advice(problem.code);
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{problem.title}</strong> <code>{problem.code}</code>
      </p>
      {problem.detail && problem.detail !== problem.title && <p>{problem.detail}</p>}
      {denial && <DenialNumbers {...denial} />}
      {problem.violations.map(({ pointer, detail }) => (
        <p key={pointer + detail}>
          <code>{pointer}</code> {detail}
        </p>
      ))}
      {next && <p className="problem__next">{next}</p>}
      {retryAfter_s !== undefined && <p className="problem__next">In {duration(retryAfter_s * 1000)} it may pass.</p>}
    </div>
  );
}
