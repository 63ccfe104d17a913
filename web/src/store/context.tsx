import { createContext, use, type ReactNode } from "react";
import type { Client } from "../api/client";
import { useNow } from "../ui/useNow";
import type { Desk, DeskStore } from "./desk";
import type { Feed } from "./feed";
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
  feed: Pick<Feed, "refresh" | "watch">;
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

/** Whether lists hold more than one account's rows, so that each must say whose it is. */
export function useSeveralAccounts(): boolean {
  return useDesk((desk) => (desk.me?.accounts.length ?? 0) > 1);
}

/** The desk's own time, ticking every second. */
export function useDeskNow(): number {
  return useNow() + useDesk((desk) => desk.clockOffset);
}
