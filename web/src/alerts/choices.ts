import type { Client } from "../api/client";
import type { NotificationSettings } from "../api/types";
import { createStore } from "../store/store";

/** What one is told of, as the desk keeps it; absent until it has said so. */
export const choices = createStore<{ settings: NotificationSettings | undefined }>({ settings: undefined });

/** Asks the desk. Without an answer what is usual holds. */
export async function loadChoices(client: Client): Promise<void> {
  choices.set({ settings: await client.notificationSettings() });
}

const key = "swarmdesk.push";

/** What the desk calls this browser among those it pushes to; kept while somebody wants it pushed to. */
export const pushedAs = {
  read: (): string | undefined => localStorage.getItem(key) ?? undefined,
  keep: (id: string): void => localStorage.setItem(key, id),
  forget: (): void => localStorage.removeItem(key),
};

/** Whether the desk pushes to this browser, as far as it knows. */
export function isPushedTo(): boolean {
  const id = pushedAs.read();
  return choices.get().settings?.subscriptions.some((each) => each.id === id) ?? false;
}
