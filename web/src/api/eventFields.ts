import type { LedgerEvent } from "./types";

/** An event's own fields, of which nothing is promised: other versions of the desk wrote them too. */
export interface EventFields {
  /** A text or number; "" where there is none. */
  text(name: string): string;
  /** The name of whoever did it, such as `by`; "" where nobody is named. */
  actor(name: string): string;
  /** Texts; those of a list that are none are left out. */
  texts(name: string): string[];
  /** An object's members; none where it is no object. */
  members(name: string): Readonly<Record<string, unknown>>;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text as it is, a number as digits. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export function fieldsOf({ data }: Pick<LedgerEvent, "data">): EventFields {
  const fields: Readonly<Record<string, unknown>> = isObject(data) ? data : {};
  const members = (name: string) => {
    const value = fields[name];
    return isObject(value) ? value : {};
  };
  return {
    text: (name) => asText(fields[name]),
    actor: (name) => asText(members(name)["name"]),
    texts(name) {
      const value = fields[name];
      return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
    },
    members,
  };
}
