import { actionsOf, safePath, type NoticeAction } from "./actions";

/** What the system is asked to show. */
export interface Shown {
  title: string;
  options: NotificationOptions & { actions: NoticeAction[]; renotify: boolean; timestamp: number };
}

const text_max = 1000;

/** A push message as the desk writes it (docs/api.md). What cannot be read is still shown: a browser wants something shown. */
export function readMessage(text: string | undefined, now: number): Shown {
  const message = parsed(text);
  const word = (name: string) => {
    const value = message[name];
    return typeof value === "string" ? value.slice(0, text_max) : "";
  };
  const kind = word("kind");
  const tag = word("tag");
  const expires = Date.parse(word("expires"));
  const isOver = expires <= now;
  const isSilent = message["is_silent"] === true || isOver;
  const time = Date.parse(word("time"));
  return {
    title: word("title") || "swarmdesk",
    options: {
      body: isOver ? `Too late by now: ${word("body")}` : word("body") || "Something happened on the desk.",
      ...(tag ? { tag } : {}),
      // Another of the same tag is heard too, but not what only ends it.
      renotify: tag !== "" && !isSilent,
      silent: isSilent,
      requireInteraction: kind === "approval_waiting" && !isSilent,
      timestamp: Number.isFinite(time) ? time : now,
      icon: "/icon-192.png",
      badge: "/badge.png",
      data: { path: safePath(message["path"]) },
      actions: actionsOf(kind),
    },
  };
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The address a press leads to: the button's, else that of the whole. */
export function pressedPath(action: string, data: unknown): string {
  if (action) return safePath(action);
  return safePath(typeof data === "object" && data !== null && "path" in data ? data.path : undefined);
}
