/** An error as the desk says it: problem+json with a stable code, and for a rail the two numbers compared. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly members: Readonly<Record<string, unknown>> = {},
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
      text("title") || response.statusText || "The desk refused",
      text("detail"),
      members,
    );
  }

  /** The two numbers a rail compared. */
  get comparison(): { measure: string; measured: string; limit: string } | undefined {
    const { measure, measured, limit } = this.members;
    if (typeof measure !== "string" || typeof measured !== "string" || typeof limit !== "string") return undefined;
    return { measure, measured, limit };
  }

  /** Everything that is wrong with the body that was sent. */
  get violations(): readonly { pointer: string; detail: string }[] {
    const { violations } = this.members;
    return Array.isArray(violations) ? (violations as { pointer: string; detail: string }[]) : [];
  }

  static offline(): Problem {
    return new Problem(0, "OFFLINE", "The desk does not answer", "Nothing was sent, or its answer was lost.");
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "UNEXPECTED", "Something went wrong in this page", error instanceof Error ? error.message : "");
}
