/**
 * The desk's nouns, as docs/openapi.yaml gives them (`schema.ts` is made from it), and names for parts that have none
 * there. Decimals are strings, times ISO 8601 in UTC.
 */
import type {
  Analysis,
  ClosePlan,
  Close,
  Intent,
  LedgerEvent,
  paths,
  PreviewIntent,
  Reconciliation,
  TradingState,
} from "./schema";

export type {
  AccountState,
  Actor,
  Agent,
  Alert,
  Analysis,
  Approval,
  Candle,
  Close,
  ClosePlan,
  Decimal,
  DryRunFigures,
  Denial,
  EquityPoint,
  Fill,
  Instrument,
  Intent,
  IntentState,
  IssuedToken,
  LedgerEvent,
  LeftLot,
  Limit,
  Lot,
  LotProtection,
  Market,
  MarketSource,
  Me,
  Models,
  NewIntent,
  NotificationKind,
  NotificationSettings,
  Order,
  OrderType,
  Portfolio,
  Position,
  Preview,
  PreviewIntent,
  Protection,
  PushSubscription,
  Quote,
  Rail,
  Reconciliation,
  Scope,
  SentNotification,
  Side,
  Signal,
  Status,
  StrategyDryRun,
  StrategyRules,
  StrategyRulesChange,
  StrategySeries,
  StreamCandle,
  StreamMessage,
  StreamRequest,
  StreamTopic,
  StreamWelcome,
  Time,
  TimeInForce,
  Token,
  Trace,
  Trade,
  TradeTotals,
  TradingState,
  User,
} from "./schema";

/** What a POST to this path takes. */
export type BodyOf<Path extends keyof paths> = paths[Path] extends {
  post: { requestBody?: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;
/** What a GET of this path answers. */
export type AnswerOf<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Answer } } } };
}
  ? Answer
  : never;

export type Profit = AnswerOf<"/profit">;
export type ProfitBy = Profit["by"];
export type ProfitItem = Profit["items"][number];
export type EquityCurve = AnswerOf<"/equity">;
export type DeskState = TradingState;
export type Candles = AnswerOf<"/market/{instrument}/candles">;
export type IntentWithHistory = Intent & { history: LedgerEvent[] };
export type LedgerPage = AnswerOf<"/ledger">;
export type Limits = AnswerOf<"/limits">;
export type NewToken = BodyOf<"/tokens">;
export type NewUser = BodyOf<"/users">;
export type NotificationChange = BodyOf<"/notifications/settings">;
export type NewPushSubscription = BodyOf<"/notifications/push-subscriptions">;
export type NewProtection = BodyOf<"/protection">;
export type NewAdjustment = BodyOf<"/accounts/{id}/adjust">;
export type NewSettlement = BodyOf<"/intents/{id}/settle">;
/** Without an id of its own: nothing of it is recorded. */
export type NewPreview = Omit<PreviewIntent, "intent_id">;
/** The id is made by the caller: the same one again closes nothing twice. */
export type CloseRequest = Omit<BodyOf<"/close">, "preview"> & { close_id: string };
export type PlannedClose = ClosePlan["closes"][number];
export type NotProposed = Close["not_proposed"][number];
export type Difference = Reconciliation["differences"][number];
export type PendingAdjustment = Reconciliation["adjustments"][number];
export type PendingSettlement = Reconciliation["settlements"][number];
export type Analyses = { items: Analysis[]; latest: Analysis[] };
