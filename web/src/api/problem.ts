import type { Denial } from "./types";

/** An error as the desk answers it: problem+json with a stable code, and of a rail its denial. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly members: Readonly<Record<string, unknown>> = {},
    /** After so many seconds the same may pass (`Retry-After`); absent where nobody knows. */
    readonly retryAfter_s?: number,
  ) {
    super(detail || title);
    this.name = "Problem";
  }

  static async from(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => undefined);
    const members = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
    const text = (name: string) => (typeof members[name] === "string" ? (members[name] as string) : "");
    return new Problem(
      response.status,
      text("code") || `HTTP_${response.status}`,
      text("title") || response.statusText || "The desk said no",
      text("detail"),
      members,
      seconds(response.headers.get("Retry-After")),
    );
  }

  /** Why a rail denied it. */
  get denial(): Denial | undefined {
    return this.members["denial"] as Denial | undefined;
  }

  /** Everything that is wrong with the body that was sent. */
  get violations(): readonly { pointer: string; detail: string }[] {
    const { violations } = this.members;
    return Array.isArray(violations) ? (violations as { pointer: string; detail: string }[]) : [];
  }

  static timedOut(seconds: number): Problem {
    return new Problem(0, "TIMED_OUT", "The desk took too long", `There was no answer within ${seconds} seconds.`);
  }

  /** Nobody wants the answer any more. */
  static aborted(): Problem {
    return new Problem(0, "ABORTED", "Not asked to the end", "The page went on to something else.");
  }

  static offline(): Problem {
    return new Problem(0, "OFFLINE", "The desk does not answer", "Nothing was sent, or its answer was lost.");
  }
}

function seconds(text: string | null): number | undefined {
  return text !== null && /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "UNEXPECTED", "Something went wrong in this page", error instanceof Error ? error.message : "");
}
