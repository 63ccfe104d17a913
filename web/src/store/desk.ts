import type {
  Agent,
  Alert,
  Analysis,
  Approval,
  Candles,
  Fill,
  Intent,
  LedgerEvent,
  Market,
  Me,
  Models,
  Order,
  Portfolio,
  Position,
  Quote,
  Rail,
  Reconciliation,
  Signal,
  Status,
  TradingState,
} from "../api/types";
import type { Problem } from "../api/problem";
import { createStore, type Store } from "./store";

export interface AccountSummary {
  account: string;
  state: TradingState;
  reason?: string;
  /** Whose it is, where it is not one's own. */
  user?: string;
}

export interface Connection {
  phase: "connecting" | "open" | "closed";
  /** When the phase began, by this machine's clock. */
  since: number;
  /** When the desk last said anything, by this machine's clock. */
  heard: number | undefined;
}

/** Everything the page knows of the desk. What is `undefined` has not been loaded yet. */
export interface Desk {
  connection: Connection;
  /** The desk's clock minus ours, so that ages and countdowns are right on a machine whose clock is not. */
  clockOffset: number;
  me: Me | undefined;
  /** The account that is looked at, where it is another than one's first. */
  account: string | undefined;
  /** Every account one may look at or resume, with its state. */
  accounts: AccountSummary[] | undefined;
  status: Status | undefined;
  market: Market | undefined;
  portfolio: Portfolio | undefined;
  positions: Position[] | undefined;
  orders: Order[] | undefined;
  rails: Rail[] | undefined;
  approvals: Approval[] | undefined;
  agents: Agent[] | undefined;
  signals: Signal[] | undefined;
  fills: Fill[] | undefined;
  intents: Intent[] | undefined;
  /** How books and venue compare, by account; of one's own accounts. */
  reconciliations: Readonly<Record<string, Reconciliation>> | undefined;
  alerts: Alert[] | undefined;
  /** The newest of each instrument. */
  analyses: Readonly<Record<string, Analysis>> | undefined;
  models: Models | undefined;
  ledger: LedgerEvent[] | undefined;
  quotes: Readonly<Record<string, Quote>>;
  /** Of the one instrument that is being looked at. */
  candles: Candles | undefined;
  /** Why a part could not be loaded, by its name. */
  problems: Readonly<Record<string, Problem | undefined>>;
}

export type DeskStore = Store<Desk>;

export function createDeskStore(): DeskStore {
  return createStore<Desk>({
    connection: { phase: "connecting", since: Date.now(), heard: undefined },
    clockOffset: 0,
    me: undefined,
    account: undefined,
    accounts: undefined,
    status: undefined,
    market: undefined,
    portfolio: undefined,
    positions: undefined,
    orders: undefined,
    rails: undefined,
    approvals: undefined,
    agents: undefined,
    signals: undefined,
    fills: undefined,
    intents: undefined,
    reconciliations: undefined,
    alerts: undefined,
    analyses: undefined,
    models: undefined,
    ledger: undefined,
    quotes: {},
    candles: undefined,
    problems: {},
  });
}
