import { createContext, use, useCallback, useSyncExternalStore, type ReactNode } from "react";
import type { Quote } from "../api/types";
import type { Client } from "../api/client";
import { useNow } from "../ui/useNow";
import type { Desk, DeskStore } from "./desk";
import type { Feed } from "./feed";
import { freshness, subscribeFreshness, type Freshness } from "./freshness";
import { useStore } from "./store";

/** What the page came in with. */
export interface Session {
  /** Goes on with another token, as after a rotation. */
  renew(token: string): void;
  signOut(): void;
}

export interface DeskAccess {
  client: Client;
  store: DeskStore;
  feed: Pick<Feed, "refresh" | "watch" | "chooseAccount">;
  session: Session;
}

const DeskContext = createContext<DeskAccess | undefined>(undefined);

export function DeskProvider({ access, children }: { access: DeskAccess; children: ReactNode }) {
  return <DeskContext value={access}>{children}</DeskContext>;
}

export function useAccess(): DeskAccess {
  const access = use(DeskContext);
  if (!access) throw new Error("outside of DeskProvider");
  return access;
}

export function useDesk<R>(select: (desk: Desk) => R): R {
  return useStore(useAccess().store, select);
}

/** The account that is looked at: the one chosen in the header, else the one one was given. */
export function useAccount(): string | undefined {
  return useDesk((desk) => desk.account ?? desk.me?.account);
}

/** The newest quote of one instrument: only what shows it is drawn again. */
export function useQuote(instrument: string | undefined): Quote | undefined {
  return useDesk((desk) => (instrument === undefined ? undefined : desk.quotes[instrument]));
}

/** Draws again only when the word changes, not with each message and each second. */
export function useFreshness(): Freshness {
  const { store } = useAccess();
  const subscribe = useCallback((listener: () => void) => subscribeFreshness(store, listener), [store]);
  return useSyncExternalStore(subscribe, () => freshness(store.get().connection, Date.now()));
}

/** Whether lists hold more than one account's rows, so that each must say whose it is. */
export function useSeveralAccounts(): boolean {
  return useDesk((desk) => (desk.me?.accounts.length ?? 0) > 1);
}

/** The desk's own time, ticking every second. */
export function useDeskNow(): number {
  return useNow() + useDesk((desk) => desk.clockOffset);
}
