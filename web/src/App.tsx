import { useCallback, useEffect, useMemo, useState } from "react";
import { showBadge } from "./alerts/badge";
import { forgetPush } from "./alerts/push";
import { Client } from "./api/client";
import type { Problem } from "./api/problem";
import { token as kept } from "./api/token";
import { Shell } from "./shell/Shell";
import { SignIn } from "./shell/SignIn";
import { DeskProvider } from "./store/context";
import { createDeskStore } from "./store/desk";
import { Feed } from "./store/feed";

interface AppProps {
  /** Why the link in the address did not sign in. */
  problem?: Problem | undefined;
}

export function App({ problem }: AppProps) {
  const [token, setToken] = useState(kept.read);
  const [refused, setRefused] = useState(false);
  const leave = useCallback((wasRefused: boolean) => {
    kept.forget();
    // Nobody is told who is not signed in any more, however that ended.
    if (kept.read() === undefined) {
      showBadge(0);
      void forgetPush().catch(() => {});
    }
    setRefused(wasRefused);
    setToken(undefined);
  }, []);
  const enter = useCallback((given: string, stays: boolean) => {
    kept.keep(given, stays);
    setRefused(false);
    setToken(given);
  }, []);
  if (token === undefined) return <SignIn refused={refused} problem={problem} onToken={enter} />;
  return <SignedIn key={token} token={token} onLeave={leave} />;
}

function SignedIn({ token, onLeave }: { token: string; onLeave(wasRefused: boolean): void }) {
  const access = useMemo(() => {
    let held = token;
    const client = new Client(
      () => held,
      () => onLeave(true),
    );
    const store = createDeskStore();
    const session = {
      renew(next: string) {
        held = next;
        kept.keep(next);
      },
      signOut: () => onLeave(false),
    };
    return { client, store, feed: new Feed(store, client, () => held), session };
  }, [token, onLeave]);
  useEffect(() => {
    access.feed.start();
    return () => access.feed.stop();
  }, [access]);
  return (
    <DeskProvider access={access}>
      <Shell />
    </DeskProvider>
  );
}
