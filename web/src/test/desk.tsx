import { render, type RenderResult } from "@testing-library/react";
import type { ReactElement } from "react";
import { vi, type Mock } from "vitest";
import type { Client } from "../api/client";
import type { Approval, Me, Status } from "../api/types";
import { DeskProvider } from "../store/context";
import { createDeskStore, type Desk, type DeskStore } from "../store/desk";

export const me: Me = {
  name: "operator",
  role: "operator",
  account: "paper",
  accounts: [{ account: "paper", venue: "paper", state: "ACTIVE" }],
  is_approver: true,
  created: "2025-04-03T09:00:00.000Z",
  is_disabled: false,
  token_id: "t1",
};

export const status: Status = {
  state: "ACTIVE",
  time: new Date().toISOString(),
  started: new Date().toISOString(),
  version: "0.1.0",
  venues: ["paper"],
  market: { source: "simulated", message: "simulated prices, seed 7", is_real: false, is_healthy: true },
  instruments: [{ venue: "paper", instrument: "BTCUSDT" }],
  is_healthy: true,
  last_seq: 1,
  open_orders: 0,
  open_approvals: 0,
};

export function approval(change: Partial<Approval> = {}): Approval {
  return {
    approval_id: "a1",
    intent_id: "i1",
    account: "paper",
    user: "operator",
    owner: "online_trading",
    venue: "paper",
    instrument: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    quantity_max: "0.02",
    worst_price: "97000",
    notional_usd: "1941.94",
    reason: "breakout above the 20-day high",
    proposer: { kind: "agent", name: "online_trading" },
    requested: new Date(Date.now() - 20_000).toISOString(),
    expires: new Date(Date.now() + 40_000).toISOString(),
    state: "open",
    binding: "b1",
    may_decide: true,
    ...change,
  };
}

interface Rendered extends RenderResult {
  /** Gives the element other properties, in the same desk. */
  rerenderInDesk(element: ReactElement): void;
  store: DeskStore;
  feed: { chooseAccount: Mock };
  refresh: Mock;
  session: { renew: Mock; signOut: Mock };
}

/** Renders within a desk that knows what `desk` says, and whose client answers only what `client` gives. */
export function renderInDesk(
  element: ReactElement,
  desk: Partial<Desk> = {},
  client: Partial<Record<keyof Client, unknown>> = {},
): Rendered {
  const store = createDeskStore();
  store.set({ me, status, ...desk });
  const refresh = vi.fn();
  const session = { renew: vi.fn(), signOut: vi.fn() };
  const feed = { refresh, watch: () => () => {}, chooseAccount: vi.fn() };
  const access = { client: client as unknown as Client, store, feed, session };
  const within = (children: ReactElement) => <DeskProvider access={access}>{children}</DeskProvider>;
  const rendered = render(within(element));
  const rerenderInDesk = (next: ReactElement) => rendered.rerender(within(next));
  return { ...rendered, rerenderInDesk, store, feed, refresh, session };
}
