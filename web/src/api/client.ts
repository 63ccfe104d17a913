import createClient, { type Client as Http } from "openapi-fetch";
import type { paths } from "./schema";
import { createTransport } from "./transport";
import type {
  Close,
  ClosePlan,
  CloseRequest,
  Decimal,
  Me,
  NewAdjustment,
  LedgerEvent,
  LedgerPage,
  NewIntent,
  NewPreview,
  NewProtection,
  NewPushSubscription,
  NewSettlement,
  NewToken,
  NewUser,
  NotificationChange,
  ProfitBy,
  Scope,
} from "./types";
import { newId } from "./uuid";

function createHttp(options: Parameters<typeof createTransport>[0]): Http<paths> {
  return createClient<paths>({ baseUrl: `${location.origin}/api/v1`, fetch: createTransport(options) });
}

/** The body of an answer; the transport has thrown what is none. */
export async function answer<T>(sent: Promise<{ data?: T }>): Promise<T> {
  return (await sent).data as T;
}

async function items<T>(sent: Promise<{ data?: { items: T[] } }>): Promise<T[]> {
  return (await answer(sent)).items;
}

/** Exchanges the secret of a sign-in link, once, for a token named after the browser. */
export async function openSession(link: string, name: string): Promise<string> {
  const http = createHttp({ token: () => undefined });
  return (await answer(http.POST("/session", { body: { link, name } }))).token;
}

/**
 * The desk's HTTP API, typed by docs/openapi.yaml. Every failure is a Problem, whatever went wrong. `http` has every
 * path: `answer(client.http.GET("/trades", { params: { query: { account } } }))`; what several places ask has a name here.
 */
export class Client {
  readonly http: Http<paths>;
  private readonly ends = new AbortController();

  constructor(token: () => string, onUnauthorised: () => void = () => {}) {
    this.http = createHttp({ token, onUnauthorised, signal: this.ends.signal });
  }

  /** Ends everything that is on its way. Nothing can be asked afterwards. */
  stop = () => this.ends.abort();

  me = () => answer(this.http.GET("/me"));
  status = () => answer(this.http.GET("/status"));
  market = () => answer(this.http.GET("/market"));
  portfolio = (account: string) => answer(this.http.GET("/portfolio", of(account)));
  positions = (account: string) => items(this.http.GET("/positions", of(account)));
  orders = (account: string) => items(this.http.GET("/orders", of(account, 1000)));
  /** Oldest first, as a chart has them. */
  fills = async (account: string) => (await items(this.http.GET("/fills", of(account, 500)))).reverse();
  rails = (account: string) => items(this.http.GET("/rails", of(account)));
  approvals = () => items(this.http.GET("/approvals", { params: { query: { state: "all", limit: 50 } } }));
  agents = () => items(this.http.GET("/agents"));
  signals = () => items(this.http.GET("/signals", { params: { query: { limit: 300 } } }));
  /** The newest, and beside them the latest of each kind. */
  analyses = (limit: number) => answer(this.http.GET("/analyses", { params: { query: { limit } } }));
  models = () => answer(this.http.GET("/models"));
  alerts = () => items(this.http.GET("/alerts", { params: { query: { limit: 20 } } }));
  intents = (account: string) => items(this.http.GET("/intents", of(account, 60)));
  ledger = async () => (await this.ledgerPage(undefined, 200)).items;
  intent = (id: string) => answer(this.http.GET("/intents/{id}", path(id)));
  reconciliation = (account: string) => answer(this.http.GET("/accounts/{id}/reconciliation", path(account)));
  /** A page of closed trades, newest first; `before` is what the page before said. */
  trades = (account: string, before?: number, limit = 1000) =>
    answer(this.http.GET("/trades", { params: { query: { account, limit, ...(before === undefined ? {} : { before }) } } }));
  /** Marks of equity, oldest first, from one UTC day to the beginning of another. */
  equity = (account: string, from: string | undefined, limit = 200, to?: string) =>
    answer(
      this.http.GET("/equity", {
        params: { query: { account, limit, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } },
      }),
    );
  /** What closed trades came to; the days are UTC, and it ends before `to`. */
  profit = (account: string, by: ProfitBy, days: { from?: string; to?: string } = {}) =>
    answer(this.http.GET("/profit", { params: { query: { account, by, ...days } } }));
  /** One's own; an operator's are everybody's. */
  tokens = () => items(this.http.GET("/tokens"));
  users = () => items(this.http.GET("/users"));
  candles = (instrument: string, interval: string) =>
    answer(
      this.http.GET("/market/{instrument}/candles", {
        params: { path: { instrument }, query: { interval, limit: 500 } },
      }),
    );

  propose = (body: NewIntent) => answer(this.http.POST("/intents", { body }));
  preview = (body: NewPreview) => answer(this.http.POST("/intents/preview", { body }));
  protect = (body: NewProtection) => answer(this.http.POST("/protection", { body }));
  /** What a close would do; nothing happens. */
  planClose = async (request: CloseRequest) =>
    (await answer(this.http.POST("/close", { body: { ...request, preview: true } }))) as ClosePlan;
  close = async (request: CloseRequest) => (await answer(this.http.POST("/close", { body: request }))) as Close;
  cancel = (id: string) => answer(this.http.POST("/intents/{id}/cancel", { ...path(id), body: {} }));
  approve = (id: string, binding: string) =>
    answer(this.http.POST("/approvals/{id}/approve", { ...path(id), body: { binding } }));
  decline = (id: string) => answer(this.http.POST("/approvals/{id}/decline", { ...path(id), body: {} }));
  modify = (id: string, change: { quantity?: Decimal; limit_price?: Decimal }) =>
    answer(this.http.POST("/approvals/{id}/modify", { ...path(id), body: { intent_id: newId(), ...change } }));

  /** The operator stops the whole desk, a trader their own account. */
  halt = (me: Me, reason: string) =>
    me.role === "operator" ? answer(this.http.POST("/desk/halt", { body: { reason } })) : this.haltAccount(me.account, reason);
  haltAccount = (account: string, reason: string) =>
    answer(this.http.POST("/accounts/{id}/halt", { ...path(account), body: { reason } }));
  resumeDesk = (reason: string) => answer(this.http.POST("/desk/resume", { body: { reason } }));
  resumeAccount = (account: string, reason: string) =>
    answer(this.http.POST("/accounts/{id}/resume", { ...path(account), body: { reason } }));
  rearm = (account: string, reason: string) =>
    answer(this.http.POST("/accounts/{id}/rearm", { ...path(account), body: { reason } }));
  /** Both are written to the ledger; with four eyes the first word waits until another approver says the same. */
  settle = (id: string, body: NewSettlement) => answer(this.http.POST("/intents/{id}/settle", { ...path(id), body }));
  adjust = (account: string, body: NewAdjustment) =>
    answer(this.http.POST("/accounts/{id}/adjust", { ...path(account), body }));

  createToken = (body: NewToken) => answer(this.http.POST("/tokens", { body }));
  /** The old one ends at once, or after so many seconds. */
  rotateToken = (id: string, grace_s: number) =>
    answer(this.http.POST("/tokens/{id}/rotate", { ...path(id), body: { grace_s } }));
  revokeToken = (id: string) => answer(this.http.POST("/tokens/{id}/revoke", { ...path(id), body: {} }));
  signInLink = () => answer(this.http.POST("/sign-in-links", { body: {} }));

  createUser = (body: NewUser) => answer(this.http.POST("/users", { body }));
  disableUser = (name: string) => answer(this.http.POST("/users/{id}/disable", { ...path(name), body: {} }));
  enableUser = (name: string) => answer(this.http.POST("/users/{id}/enable", { ...path(name), body: {} }));
  rearmScope = ({ level, name }: Scope, reason: string) =>
    answer(this.http.POST("/rearm", { body: { level, ...(name ? { name } : {}), reason } }));

  limits = () => answer(this.http.GET("/limits"));
  tightenLimit = (name: string, value: Decimal, reason: string) =>
    answer(this.http.POST("/limits", { body: { name, value, reason } }));
  /** Rows after a number, oldest first; without one the newest, and of one subject the first. */
  ledgerPage = (after: number | undefined, limit: number, subject?: string): Promise<LedgerPage> =>
    answer(
      this.http.GET("/ledger", {
        params: { query: { limit, ...(after === undefined ? {} : { after }), ...(subject === undefined ? {} : { subject }) } },
      }),
    );
  /** Rows about this, oldest first; of very many the first. */
  ledgerOf = async (subject: string): Promise<LedgerEvent[]> => {
    const rows: LedgerEvent[] = [];
    for (let after = 0, page = 0; page < ledger_pages_max; page++) {
      const found = await this.ledgerPage(after, 1000, subject);
      rows.push(...found.items);
      if (found.next_after >= found.last_seq || found.next_after <= after) break;
      after = found.next_after;
    }
    return rows;
  };

  notifications = () => items(this.http.GET("/notifications"));
  notificationSettings = () => answer(this.http.GET("/notifications/settings"));
  chooseNotifications = (body: NotificationChange) => answer(this.http.POST("/notifications/settings", { body }));
  testNotifications = () => answer(this.http.POST("/notifications/test", { body: {} }));
  pushKey = async () => (await answer(this.http.GET("/notifications/push-key"))).public_key;
  addPushSubscription = (body: NewPushSubscription) =>
    answer(this.http.POST("/notifications/push-subscriptions", { body }));
  removePushSubscription = (id: string) =>
    answer(this.http.POST("/notifications/push-subscriptions/{id}/remove", { ...path(id), body: {} }));

  strategies = () => items(this.http.GET("/strategies"));
  previewStrategy = (agent: string, name: string) =>
    answer(this.http.POST("/strategies/{agent}/{name}/preview", { params: { path: { agent, name } }, body: {} }));
  applyStrategy = (agent: string, name: string, revision: string, reason: string) =>
    answer(
      this.http.POST("/strategies/{agent}/{name}/apply", {
        params: { path: { agent, name } },
        body: { revision, ...(reason ? { reason } : {}) },
      }),
    );
}

/** Of one subject's rows, a thousand a page. */
const ledger_pages_max = 20;

function path(id: string) {
  return { params: { path: { id } } };
}

function of(account: string, limit?: number) {
  return { params: { query: { account, ...(limit === undefined ? {} : { limit }) } } };
}
