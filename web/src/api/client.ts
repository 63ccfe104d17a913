import { Problem } from "./problem";
import type {
  Agent,
  Alert,
  Analyses,
  Approval,
  Candles,
  Close,
  ClosePlan,
  CloseRequest,
  Decimal,
  Fill,
  Intent,
  IntentWithHistory,
  IssuedToken,
  LedgerEvent,
  Market,
  Me,
  Models,
  NewAdjustment,
  NewIntent,
  NewProtection,
  NewSettlement,
  NewToken,
  Order,
  Portfolio,
  Position,
  Preview,
  Rail,
  Reconciliation,
  Signal,
  Status,
  Token,
  User,
} from "./types";
import { newId } from "./uuid";

interface Items<T> {
  items: T[];
}

const timeout_ms = 10_000;

/** Exchanges the secret of a sign-in link, once, for a token named after the browser. */
export async function openSession(link: string, name: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ link, name }),
      cache: "no-store",
      signal: AbortSignal.timeout(timeout_ms),
    });
  } catch {
    throw Problem.offline();
  }
  if (!response.ok) throw await Problem.from(response);
  return ((await response.json()) as { token: string }).token;
}

/** The desk's HTTP API, typed. Every failure is a Problem, whatever went wrong. */
export class Client {
  constructor(
    private readonly token: () => string,
    private readonly onUnauthorised: () => void = () => {},
  ) {}

  me = () => this.get<Me>("/me");
  status = () => this.get<Status>("/status");
  market = () => this.get<Market>("/market");
  portfolio = (account: string) => this.get<Portfolio>(`/portfolio?account=${encodeURIComponent(account)}`);
  positions = (account: string) => this.list<Position>(`/positions?account=${encodeURIComponent(account)}`);
  orders = (account: string) => this.list<Order>(`/orders?account=${encodeURIComponent(account)}`);
  /** Oldest first, as a chart has them. */
  fills = async (account: string) =>
    (await this.list<Fill>(`/fills?account=${encodeURIComponent(account)}&limit=500`)).reverse();
  rails = (account: string) => this.list<Rail>(`/rails?account=${encodeURIComponent(account)}`);
  approvals = () => this.list<Approval>("/approvals?state=all&limit=50");
  agents = () => this.list<Agent>("/agents");
  signals = () => this.list<Signal>("/signals?limit=300");
  analyses = () => this.get<Analyses>("/analyses?limit=1");
  models = () => this.get<Models>("/models");
  alerts = () => this.list<Alert>("/alerts?limit=20");
  intents = (account: string) => this.list<Intent>(`/intents?account=${encodeURIComponent(account)}&limit=60`);
  ledger = () => this.list<LedgerEvent>("/ledger?limit=200");
  intent = (id: string) => this.get<IntentWithHistory>(`/intents/${id}`);
  reconciliation = (account: string) => this.get<Reconciliation>(`${pathOf(account)}/reconciliation`);
  /** One's own; an operator's are everybody's. */
  tokens = () => this.list<Token>("/tokens");
  users = () => this.list<User>("/users");
  candles = (instrument: string, interval: string) =>
    this.get<Candles>(`/market/${encodeURIComponent(instrument)}/candles?interval=${interval}&limit=500`);

  propose = (intent: NewIntent) => this.post<Intent>("/intents", intent);
  preview = (intent: Omit<NewIntent, "intent_id">) => this.post<Preview>("/intents/preview", intent);
  protect = (protection: NewProtection) => this.post("/protection", protection);
  /** What a close would do; nothing happens. */
  planClose = (request: CloseRequest) => this.post<ClosePlan>("/close", { ...request, preview: true });
  close = (request: CloseRequest) => this.post<Close>("/close", request);
  cancel = (id: string) => this.post<Intent>(`/intents/${id}/cancel`, {});
  approve = (id: string, binding: string) => this.post<Approval>(`/approvals/${id}/approve`, { binding });
  decline = (id: string) => this.post<Approval>(`/approvals/${id}/decline`, {});
  modify = (id: string, change: { quantity?: Decimal; limit_price?: Decimal }) =>
    this.post<Intent>(`/approvals/${id}/modify`, { intent_id: newId(), ...change });

  /** The operator stops the whole desk, a trader their own account. */
  halt = (me: Me, reason: string) =>
    this.post(`${me.role === "operator" ? "/desk" : pathOf(me.account)}/halt`, { reason });
  resumeDesk = (reason: string) => this.post("/desk/resume", { reason });
  resumeAccount = (account: string, reason: string) => this.post(`${pathOf(account)}/resume`, { reason });
  /** Both are written to the ledger; with four eyes the first word waits until another approver says the same. */
  settle = (id: string, settlement: NewSettlement) => this.post<Intent>(`/intents/${id}/settle`, settlement);
  adjust = (account: string, adjustment: NewAdjustment) =>
    this.post<Reconciliation>(`${pathOf(account)}/adjust`, adjustment);

  createToken = (token: NewToken) => this.post<IssuedToken>("/tokens", token);
  /** The old one ends at once, or after so many seconds. */
  rotateToken = (id: string, grace_s: number) =>
    this.post<IssuedToken>(`/tokens/${encodeURIComponent(id)}/rotate`, { grace_s });
  revokeToken = (id: string) => this.post(`/tokens/${encodeURIComponent(id)}/revoke`, {});

  rearm = (account: string, reason: string) => this.post(`${pathOf(account)}/rearm`, { reason });

  private async list<T>(path: string): Promise<T[]> {
    return (await this.get<Items<T>>(path)).items;
  }

  private get<T>(path: string): Promise<T> {
    return this.send<T>("GET", path);
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>("POST", path, body);
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.token()}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let response: Response;
    try {
      response = await fetch(`/api/v1${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        cache: "no-store",
        signal: AbortSignal.timeout(timeout_ms),
      });
    } catch {
      throw Problem.offline();
    }
    if (response.status === 401) this.onUnauthorised();
    if (!response.ok) throw await Problem.from(response);
    return (await response.json()) as T;
  }
}

function pathOf(account: string): string {
  return `/accounts/${encodeURIComponent(account)}`;
}
