/** The desk's nouns as docs/openapi.yaml gives them. Decimals are strings, times ISO 8601 in UTC. */

export type Decimal = string;
export type Time = string;

export type Side = "BUY" | "SELL";
export type OrderType =
  | "MARKET"
  | "LIMIT"
  | "LIMIT_MAKER"
  | "STOP_LOSS"
  | "STOP_LOSS_LIMIT"
  | "TAKE_PROFIT"
  | "TAKE_PROFIT_LIMIT"
  | "TRAILING_STOP"
  | "OCO";
export type DeskState = "ACTIVE" | "REDUCING" | "HALTED";

export type TimeInForce = "GTC" | "IOC" | "FOK";
export type IntentState =
  | "PROPOSED"
  | "RESERVED"
  | "PENDING_APPROVAL"
  | "APPROVED"
  | "SUBMITTED"
  | "ACCEPTED"
  | "UNKNOWN"
  | "PARTIALLY_FILLED"
  | "DENIED"
  | "DECLINED"
  | "EXPIRED"
  | "REJECTED"
  | "FILLED"
  | "CANCELED";

/** What a rail sums over; the desk has no name. */
export interface Scope {
  level: "account" | "user" | "agent" | "desk";
  name: string;
}

export interface MarketSource {
  source: "simulated" | "replay" | "binance" | "manual";
  message: string;
  is_real: boolean;
  is_healthy: boolean;
}

export interface Status {
  state: DeskState;
  reason?: string;
  time: Time;
  started: Time;
  version: string;
  venues: string[];
  market: MarketSource;
  instruments: { venue: string; instrument: string }[];
  is_healthy: boolean;
  failure?: string;
  last_seq: number;
  open_orders: number;
  open_approvals: number;
}

export interface Me {
  name: string;
  role: "operator" | "trader" | "viewer";
  account: string;
  accounts: { account: string; venue: string; state: DeskState }[];
  is_approver: boolean;
  created: Time;
  is_disabled: boolean;
  /** Of the token this page came with. */
  token_id: string;
}

export interface User {
  name: string;
  role: "operator" | "trader" | "viewer";
  account: string;
  created: Time;
  is_disabled: boolean;
}

/** A session's was made by a sign-in link. Nobody keeps the secret. */
export interface Token {
  id: string;
  user: string;
  name: string;
  kind: "named" | "session";
  created: Time;
  last_used?: Time;
  expires?: Time;
}

export interface IssuedToken extends Token {
  token: string;
}

export interface NewToken {
  name: string;
  user?: string;
  expires_in_s?: number;
}

export interface Instrument {
  venue: string;
  instrument: string;
  base: string;
  quote: string;
  tick: Decimal;
  lot: Decimal;
  quantity_min: Decimal;
  quantity_max: Decimal;
  notional_min: Decimal;
  status?: "trading" | "closing_only" | "halted";
}

export interface Market extends MarketSource {
  instruments: Instrument[];
  quotes: Quote[];
}

/** US dollar figures are absent while a price they need is missing. */
export interface Portfolio {
  account: string;
  user: string;
  venue: string;
  state: DeskState;
  state_reason?: string;
  is_reconciling: boolean;
  is_mismatched: boolean;
  is_stale: boolean;
  unpriced?: string[];
  cash_usd?: Decimal;
  equity_usd?: Decimal;
  day_pnl_usd?: Decimal;
  day_pnl_percent?: Decimal;
  realised_usd?: Decimal;
  unrealised_usd?: Decimal;
  balances: { asset: string; free: Decimal; locked: Decimal }[];
  losses_in_a_row: number;
  is_streak_tripped: boolean;
  day: { day: string; baseline_usd: Decimal; deposits_usd: Decimal; is_estimated: boolean; is_tripped: boolean };
}

export interface Position {
  account: string;
  venue: string;
  instrument: string;
  quote_asset: string;
  quantity: Decimal;
  average_price: Decimal;
  cost: Decimal;
  realised: Decimal;
  realised_usd?: Decimal;
  mark_price?: Decimal;
  value_usd?: Decimal;
  unrealised_usd?: Decimal;
  reserved_buy_usd: Decimal;
  reserved_sell_usd: Decimal;
  owners: Lot[];
}

/** The part of a position that is an agent's, or people's. */
export interface Lot {
  owner: string;
  quantity: Decimal;
  average_price: Decimal;
  cost: Decimal;
  realised: Decimal;
  unrealised_usd?: Decimal;
  is_dust: boolean;
  protection?: LotProtection;
}

/** What rests at the venue for a lot that was bought, and makes it smaller. */
export interface Protection {
  stop_price?: Decimal;
  take_profit_price?: Decimal;
  /** How far the stop follows the best price: 100 is 1 %. */
  trailing_bp?: number;
}

export interface LotProtection extends Protection {
  /** The order that does it; absent while none is on its way. Without terms it is being taken away. */
  intent_id?: string;
  state?: IntentState;
  quantity?: Decimal;
}

/** None of the three takes the protection away. */
export interface NewProtection extends Protection {
  account: string;
  instrument: string;
  owner?: string;
}

/** Which lots: of an account, in it of an instrument or an owner; without those, `everything` says that it is meant. */
export interface CloseRequest {
  /** Made by the caller: the same one again closes nothing twice. */
  close_id: string;
  account?: string;
  instrument?: string;
  /** An agent's name alone means all its strategies. */
  owner?: string;
  everything?: true;
  reason?: string;
}

/** What a close would do. The sums are absent where a part has no price in dollars. */
export interface ClosePlan {
  closes: PlannedClose[];
  left_out: LeftLot[];
  value_usd?: Decimal;
  fee_usd?: Decimal;
  result_usd?: Decimal;
}

interface LotOrder {
  account: string;
  owner: string;
  venue: string;
  instrument: string;
  side: Side;
  quantity: Decimal;
}

/** Amounts are in the quote asset; the result is after the fee. */
export interface PlannedClose extends LotOrder {
  quote_asset: string;
  /** It may fill at another. */
  price: Decimal;
  value: Decimal;
  fee: Decimal;
  cost: Decimal;
  result: Decimal;
  /** Intents that are cancelled for it: what protects the lot. */
  cancels: string[];
}

/** Stays as it is, and why. */
export interface LeftLot {
  account: string;
  owner: string;
  venue: string;
  instrument: string;
  quantity: Decimal;
  code: string;
  message: string;
}

/** What became of it. The same close again is answered with the same intents. */
export interface Close {
  close_id: string;
  is_repeat: boolean;
  intents: Intent[];
  not_proposed: (LotOrder & { code: string; message: string })[];
  left_out: LeftLot[];
}

export interface Actor {
  kind: "human" | "agent" | "policy" | "system";
  name: string;
}

/** How an account's books and its venue compare. Only a match ends a mismatch. */
export interface Reconciliation {
  account: string;
  venue: string;
  state: DeskState;
  state_reason?: string;
  is_reconciling: boolean;
  is_mismatched: boolean;
  differences: Difference[];
  cursor: string;
  /** One person said so, another has not yet. */
  adjustments: PendingAdjustment[];
  settlements: PendingSettlement[];
  /** Intents whose outcome is unknown. */
  unknown: string[];
}

/** Of an asset, or of a client order id. */
export interface Difference {
  subject: string;
  ours: string;
  venues: string;
}

export interface NewAdjustment {
  asset: string;
  /** Added to the balance; negative takes away. */
  amount: Decimal;
  evidence: string;
}

export interface PendingAdjustment extends NewAdjustment {
  by: Actor;
}

export interface NewSettlement {
  /** More than was booked already; zero: nothing more came of it. */
  filled: Decimal;
  price?: Decimal;
  /** In the quote asset. */
  fee?: Decimal;
  evidence: string;
}

export interface PendingSettlement extends Required<NewSettlement> {
  intent_id: string;
  by: Actor;
}

export interface Order {
  intent_id: string;
  client_order_id: string;
  venue_order_id?: string;
  account: string;
  owner: string;
  venue: string;
  instrument: string;
  side: Side;
  type: OrderType;
  time_in_force: TimeInForce;
  quantity: Decimal;
  filled: Decimal;
  limit_price?: Decimal;
  stop_price?: Decimal;
  /** Of an OCO: the limit of its stop. */
  stop_limit_price?: Decimal;
  trailing_bp?: number;
  /** The desk's own order that protects a lot. */
  is_protection: boolean;
  state: IntentState;
  is_cancel_requested: boolean;
  proposer: Actor;
  reason: string;
  time: Time;
}

export interface Rail {
  rail: string;
  message: string;
  scope: Scope;
  venue?: string;
  instrument?: string;
  side?: Side;
  used: Decimal;
  limit: Decimal;
  unit: "USD" | "per hour" | "percent" | "in a row";
  state: "ok" | "near" | "tripped";
}

export interface Approval {
  approval_id: string;
  intent_id: string;
  account: string;
  user: string;
  owner: string;
  venue: string;
  instrument: string;
  side: Side;
  type: OrderType;
  quantity_max: Decimal;
  worst_price: Decimal;
  limit_price?: Decimal;
  stop_price?: Decimal;
  stop_limit_price?: Decimal;
  trailing_bp?: number;
  notional_usd: Decimal;
  reason: string;
  proposer: Actor;
  requested: Time;
  expires: Time;
  state: "open" | "granted" | "declined" | "expired";
  decided_by?: Actor;
  decision_reason?: string;
  binding: string;
  may_decide: boolean;
  intent_state?: IntentState;
}

export interface Agent {
  name: string;
  account?: string;
  title: string;
  state: "starting" | "running" | "restarting" | "stopped" | "not_connected";
  is_healthy: boolean;
  waits_for?: string;
  capabilities: string[];
  load_percent: number;
  restarts: number;
  status_message?: string;
  last_heartbeat?: Time;
}

export interface Signal {
  seq: number;
  signal_id: string;
  agent: string;
  user: string;
  account: string;
  strategy: string;
  venue: string;
  instrument: string;
  side: Side;
  quantity?: Decimal;
  quote_quantity?: Decimal;
  limit_price?: Decimal;
  stop_price?: Decimal;
  reduce_only: boolean;
  confidence_percent: number;
  reason: string;
  time: Time;
  expires: Time;
  outcome?: "proposed" | "expired" | "stale" | "refused";
  intent_id?: string;
  message?: string;
  decision?: string;
}

export interface Fill {
  seq: number;
  fill_id: string;
  intent_id: string;
  account: string;
  owner: string;
  venue: string;
  instrument: string;
  side: Side;
  price: Decimal;
  quantity: Decimal;
  fee: Decimal;
  /** Absent where a person settled it. */
  fee_asset?: string;
  fee_quote: Decimal;
  liquidity: "maker" | "taker";
  time: Time;
}

export interface LedgerEvent {
  seq: number;
  time: Time;
  kind: string;
  subject: string;
  account?: string;
  message: string;
  /** The event's own fields. */
  data: Readonly<Record<string, unknown>>;
  hash: string;
}

export interface Denial {
  code: string;
  scope: Scope;
  message: string;
  measure: string;
  measured?: Decimal;
  limit: Decimal;
  retry_after_ms?: number;
}

export interface Intent {
  intent_id: string;
  user: string;
  account: string;
  owner: string;
  venue: string;
  instrument: string;
  side: Side;
  type: OrderType;
  time_in_force: TimeInForce;
  quantity?: Decimal;
  quote_quantity?: Decimal;
  limit_price?: Decimal;
  stop_price?: Decimal;
  stop_limit_price?: Decimal;
  trailing_bp?: number;
  /** What is to rest at the venue for what it buys. */
  protection?: Protection;
  is_protection: boolean;
  reduce_only: boolean;
  proposer: Actor;
  parent?: string;
  signal?: string;
  decision?: string;
  reason: string;
  expires?: Time;
  state: IntentState;
  is_final: boolean;
  denial?: Denial;
  approval_id?: string;
  client_order_id?: string;
  venue_order_id?: string;
  /** What was or would be sent. */
  order_quantity?: Decimal;
  notional_usd: Decimal;
  filled: Decimal;
  average_price?: Decimal;
  fees: Decimal;
  outcome?: string;
  is_cancel_requested: boolean;
  created: Time;
  updated: Time;
}

export interface IntentWithHistory extends Intent {
  history: LedgerEvent[];
}

export interface Candle {
  open_time: Time;
  open: Decimal;
  high: Decimal;
  low: Decimal;
  close: Decimal;
  volume: Decimal;
}

export interface Candles {
  venue: string;
  instrument: string;
  interval_ms: number;
  items: Candle[];
}

export interface Quote {
  venue: string;
  instrument: string;
  bid: Decimal;
  ask: Decimal;
  bid_size: Decimal;
  ask_size: Decimal;
  time: Time;
  age_ms: number;
}

export interface Alert {
  seq: number;
  time: Time;
  severity: "info" | "warning" | "critical";
  source: string;
  code: string;
  message: string;
  venue?: string;
  account?: string;
  instrument?: string;
  intent_id?: string;
}

/** What was said of one candle. The message is foreign text; where no model judged, `stance` and the rest are absent. */
export interface Analysis {
  number: number;
  venue: string;
  instrument: string;
  timeframe: string;
  candle_open_time: Time;
  asked_by: string;
  purpose: "comment" | "confirmation";
  kind: "fresh" | "cached" | "degraded";
  made: Time;
  message: string;
  stance?: "bullish" | "neutral" | "bearish";
  confidence_percent?: number;
  tier?: number;
  provider?: string;
  model?: string;
  is_local?: boolean;
  cost_usd?: Decimal;
  reason?: string;
}

export interface Analyses {
  items: Analysis[];
  latest: Analysis[];
}

export interface Models {
  state: "switched_off" | "untried" | "answering" | "silent";
  since: Time;
  message?: string;
  entries_need_model: boolean;
  entries_held_back: number;
  last_held_back?: string;
  last_held_back_time?: Time;
  tiers: { tier: number; provider: string; model: string; is_local: boolean; state: string; message?: string }[];
  /** Since midnight UTC, and of all budgets; for operators. */
  spent_usd?: Decimal;
  budget_usd?: Decimal;
  spending?: { agent: string; spent_usd: Decimal; budget_usd: Decimal }[];
}

/** What a trade would come to; nothing was recorded. */
export interface Preview {
  is_admitted: boolean;
  order?: {
    side: Side;
    quantity: Decimal;
    notional_usd: Decimal;
    worst_case_usd: Decimal;
    is_reduction: boolean;
    needs_approval: boolean;
  };
  denial?: Denial;
}

export interface NewIntent {
  intent_id: string;
  account: string;
  instrument: string;
  side: Side;
  type: OrderType;
  quantity?: Decimal;
  quote_quantity?: Decimal;
  limit_price?: Decimal;
  stop_price?: Decimal;
  stop_limit_price?: Decimal;
  trailing_bp?: number;
  protection?: Protection;
  time_in_force?: TimeInForce;
  reduce_only?: boolean;
  /** Whose lots: an agent's, or people's. */
  owner?: string;
  reason?: string;
}
