import { Component, type ReactNode } from "react";
import { asProblem, type Problem } from "../api/problem";
import { ProblemNote } from "../ui/ProblemNote";

/** A page that breaks, or whose file does not come, leaves what is around it as it was: Halt above all. */
export class PageBoundary extends Component<{ children: ReactNode }, { problem?: Problem }> {
  override state: { problem?: Problem } = {};

  static getDerivedStateFromError(error: unknown) {
    return { problem: asProblem(error) };
  }

  override render() {
    const { problem } = this.state;
    if (!problem) return this.props.children;
    return (
      <div className="panel panel__body panel__failed">
        <ProblemNote problem={problem} />
        <button type="button" className="button" onClick={() => location.reload()}>
          Load the page again
        </button>
      </div>
    );
  }
}
