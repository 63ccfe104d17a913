import { choices } from "../alerts/choices";
import { stopPush } from "../alerts/push";
import type { Client } from "../api/client";
import type { Me } from "../api/types";
import type { Session } from "../store/context";

/** Leaves nothing behind at the desk: no push to this browser, and no token that only a sign-in link made. */
export async function signOut(client: Client, session: Session, me: Me | undefined): Promise<void> {
  // Whatever fails here is forgotten in any case, ends with the token, and expires by itself.
  await stopPush(client).catch(() => {});
  choices.set({ settings: undefined });
  try {
    // A token made by a sign-in link is of no use to anybody after this; another one is its owner's to keep or revoke.
    const mine = me && (await client.tokens()).find((each) => each.id === me.token_id);
    if (mine?.kind === "session") await client.revokeToken(mine.id);
  } catch {
    // As above.
  }
  session.signOut();
}
