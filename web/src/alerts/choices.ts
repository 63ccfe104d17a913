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

/** What the desk calls this browser among those it pushes to, and the address it was given. */
export interface PushedAs {
  id: string;
  endpoint: string;
}

/** Kept while somebody wants this browser to be pushed to. */
export const pushedAs = {
  read(): PushedAs | undefined {
    const [id, endpoint] = (localStorage.getItem(key) ?? "").split(" ");
    return id && endpoint ? { id, endpoint } : undefined;
  },
  keep: ({ id, endpoint }: PushedAs): void => localStorage.setItem(key, `${id} ${endpoint}`),
  forget: (): void => localStorage.removeItem(key),
};

/** Whether the desk pushes to this browser, as far as it knows. */
export function isPushedTo(): boolean {
  const id = pushedAs.read()?.id;
  return choices.get().settings?.subscriptions.some((each) => each.id === id) ?? false;
}
