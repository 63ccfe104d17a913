import { randomUUID } from "node:crypto";
import { manifests } from "./agents.mjs";
import { Lots, onLot, text } from "./lots.mjs";
import { Market, makeRandom } from "./market.mjs";
import { Past } from "./past.mjs";
import { guardOf, reached, trail } from "./resting.mjs";
import { writePastLimits } from "./settings.mjs";

/** What they last did, and their load in percent. */
const doing = {
  supervisor: ["routed 42 tasks in the last hour, none waiting", 6],
  online_trading: ["BTCUSDT: trend up, EMA 12 over EMA 26; waiting for a pullback", 23],
  buy_bot: ["next purchase of ETHUSDT for $50 at 20:00", 2],
  treasury: ["equity reconciled with the venue to the cent", 3],
  monitor: ["3 instruments quiet; SOLUSDT volume above its week", 9],
};

/** Rows that are about no account. */
const desk_wide = /^(DeskStateSet|Limit|SettingChanged)/;

/** A desk made of nothing: it answers like the real one, so that the page can be built and tried without it. */
export class MockDesk {
  listeners = new Set();
  state = "ACTIVE";
  stateReason = undefined;
  seq = 0;
  ledger = [];
  intents = [];
  approvals = [];
  orders = [];
  fills = [];
  signals = [];
  alerts = [];
  cash = 10_000;
  realised = 0;
  admissions = 7;

  constructor({ seed = 7, approvalSeconds = 60, instruments = 4, orders = 0, trades = 420 } = {}) {
    this.random = makeRandom(seed);
    this.approvalMs = approvalSeconds * 1000;
    this.started = Date.now();
    this.market = new Market(this.random, this.started, Math.max(0, instruments - 4));
    this.lots = new Lots(this.market);
    this.history = new Past(this.market, this.started, trades);
    writePastLimits(this);
    this.past();
    this.restMany(orders);
  }

  /** So many more orders, too far from the market to trade. */
  restMany(count) {
    const { books } = this.market;
    for (let at = 0; at < count; at++) {
      const book = books[at % books.length];
      this.rest(book, "BUY", book.lot, (book.price * (0.5 + at / (4 * count))).toFixed(book.digits));
    }
  }

  accounts = [{ account: "paper", venue: "paper", state: "ACTIVE" }];

  tokens = [
    { id: "3f0c9a6d", user: "operator", name: "operator.token", kind: "named", created: new Date().toISOString() },
    { id: "77aa01bc", user: "alice", name: "laptop", kind: "named", created: new Date().toISOString() },
  ];

  me() {
    return {
      name: "operator",
      role: "operator",
      account: "paper",
      accounts: this.accounts,
      is_approver: true,
      created: new Date(this.started).toISOString(),
      is_disabled: false,
      token_id: this.tokens[0].id,
    };
  }

  reconciliation() {
    return {
      account: "paper",
      venue: "paper",
      state: "ACTIVE",
      is_reconciling: false,
      is_mismatched: false,
      differences: [],
      cursor: String(this.seq),
      adjustments: [],
      settlements: [],
      unknown: this.intents.filter((each) => each.state === "UNKNOWN").map((each) => each.intent_id),
    };
  }

  now = () => new Date().toISOString();

  say(message) {
    for (const listener of this.listeners) listener(message);
  }

  write(kind, subject, message, time = this.now(), data = {}) {
    const event = { seq: ++this.seq, time, kind, subject, message, data, hash: "0".repeat(64) };
    if (!desk_wide.test(kind)) event.account = data.account ?? "paper";
    this.ledger.push(event);
    this.say({ type: "event", ...event });
  }

  /** A morning of trading, so that nothing is empty. */
  past() {
    const book = this.market.book("BTCUSDT");
    book.candles.slice(-104, -6).forEach((candle, at) => {
      const time = new Date(candle.time + 20_000).toISOString();
      if (at % 14 === 5) this.signal(book, at % 28 === 5 ? "BUY" : "SELL", time);
      if (at % 14 === 6)
        this.trade(
          book,
          at % 28 === 6 ? "BUY" : "SELL",
          at % 28 === 6 ? 0.011 : 0.006,
          "online_trading",
          time,
          candle.close,
        );
    });
    const eth = this.market.book("ETHUSDT");
    const some = eth.candles.at(-40);
    this.trade(eth, "BUY", 0.35, "buy_bot", new Date(some.time).toISOString(), some.close);
    const tiny = this.market.book("PEPEUSDT");
    const then = tiny.candles.at(-60);
    this.trade(tiny, "BUY", 14_200_000, "buy_bot", new Date(then.time).toISOString(), then.close);
    this.protect("ETHUSDT", "buy_bot", {
      stop_price: (eth.price * 0.97).toFixed(2),
      take_profit_price: (eth.price * 1.05).toFixed(2),
      trailing_bp: 300,
    });
    this.rest(book, "BUY", "0.008", (book.price * 0.9965).toFixed(2));
    this.rest(eth, "SELL", "0.15", (eth.price * 1.012).toFixed(2));
    const denied = this.intent({
      instrument: "BTCUSDT",
      side: "BUY",
      type: "MARKET",
      quantity: "0.1",
      state: "DENIED",
      reason: "breakout above the 20-day high",
    });
    denied.denial = {
      code: "POSITION_LIMIT",
      scope: { level: "account", name: "paper" },
      message: "POSITION_LIMIT: worst_case=10250.1 limit=10000",
      measure: "worst_case",
      measured: "10250.1",
      limit: "10000",
    };
    this.write("IntentDenied", denied.intent_id, denied.denial.message);
    const unknown = this.intent({
      instrument: "SOLUSDT",
      side: "BUY",
      type: "MARKET",
      quantity: "1.5",
      order_quantity: "1.5",
      state: "UNKNOWN",
      outcome: "503: Service Unavailable",
      reason: "takes the dip",
    });
    this.write("OrderUnknown", unknown.intent_id, "outcome unknown, querying the venue: 503 Service Unavailable");
    this.alert("warning", "PRICE_MOVED", "SOLUSDT moved 3.1 % in five minutes", "SOLUSDT");
    this.alert("info", "FEED_RESTORED", "Market feed is back after 4 s");
  }

  intent({ state, filled = "0", time = this.now(), proposer = { kind: "agent", name: "online_trading" }, ...rest }) {
    const intent = {
      intent_id: randomUUID(),
      user: "operator",
      account: "paper",
      owner: proposer.kind === "agent" ? proposer.name : "people",
      venue: "paper",
      time_in_force: "GTC",
      reduce_only: false,
      is_protection: false,
      proposer,
      notional_usd: "0",
      fees: "0",
      is_cancel_requested: false,
      created: time,
      updated: time,
      state,
      filled,
      is_final: false,
      ...rest,
    };
    this.intents.unshift(intent);
    this.write(
      "IntentProposed",
      intent.intent_id,
      `${intent.proposer.name} proposes to ${intent.side.toLowerCase()} ${intent.quantity ?? `$${intent.quote_quantity} of`} ${intent.instrument}`,
      time,
    );
    return intent;
  }

  trade(book, side, quantity, who, time = this.now(), price = book.price, intent = undefined) {
    const size = text(quantity, 5);
    const kind = who === "operator" ? "human" : "agent";
    intent ??= this.intent({
      venue: "paper",
      instrument: book.id,
      side,
      type: "MARKET",
      quantity: size,
      state: "FILLED",
      time,
      proposer: { kind, name: who },
      reason: "EMA 12 crossed EMA 26 in a trending market",
    });
    this.write("ExposureReserved", intent.intent_id, `reserved $${(price * quantity).toFixed(2)} in ${book.id}`, time);
    this.write("OrderSubmitted", intent.intent_id, `sending ${side.toLowerCase()} ${size} ${book.id}`, time);
    this.write("OrderAccepted", intent.intent_id, "the venue took it", time);
    this.write(
      "OrderFilled",
      intent.intent_id,
      `${side === "BUY" ? "bought" : "sold"} ${size} ${book.id} at ${price.toFixed(book.digits)}`,
      time,
    );
    Object.assign(intent, {
      state: "FILLED",
      is_final: true,
      filled: size,
      order_quantity: size,
      average_price: price.toFixed(book.digits),
    });
    this.fills.push({
      seq: this.seq,
      fill_id: String(this.seq),
      intent_id: intent.intent_id,
      account: "paper",
      owner: intent.owner,
      venue: "paper",
      instrument: book.id,
      side,
      price: price.toFixed(book.digits),
      quantity: size,
      fee: (price * quantity * 0.001).toFixed(5),
      fee_asset: "USDT",
      liquidity: "taker",
      time,
    });
    if (side === "BUY") this.lots.buy(book.id, intent.owner, quantity, price);
    else this.realised += this.lots.sell(book.id, intent.owner, quantity, price);
    this.cash += (side === "BUY" ? -1 : 1) * price * quantity;
    if (intent.protection) this.protect(book.id, intent.owner, intent.protection);
    else this.guardAgain(book.id);
    return intent;
  }

  rest(book, side, quantity, limit_price, intent = undefined) {
    intent ??= this.intent({
      venue: "paper",
      instrument: book.id,
      side,
      type: "LIMIT",
      quantity,
      limit_price,
      state: "ACCEPTED",
      reason: side === "BUY" ? "buys the pullback to the EMA" : "takes profit at two ATR",
    });
    intent.state = "ACCEPTED";
    this.orders.push({
      intent_id: intent.intent_id,
      client_order_id: `sd-${intent.intent_id}`,
      account: "paper",
      owner: intent.owner,
      venue: "paper",
      instrument: book.id,
      side,
      type: intent.type,
      time_in_force: "GTC",
      quantity,
      filled: "0",
      ...Object.fromEntries(
        ["limit_price", "stop_price", "stop_limit_price", "trailing_bp"]
          .filter((name) => intent[name] !== undefined)
          .map((name) => [name, intent[name]]),
      ),
      is_protection: intent.is_protection,
      state: "ACCEPTED",
      is_cancel_requested: false,
      proposer: intent.proposer,
      reason: intent.reason,
      time: this.now(),
    });
    this.write(
      "OrderAccepted",
      intent.intent_id,
      `${side.toLowerCase()} ${quantity} ${book.id} rests${limit_price ? ` at ${limit_price}` : ""}`,
    );
    return intent;
  }

  /** Keeps an order of these terms for the whole lot; none of them takes it away. */
  protect(instrument, owner, { stop_price, take_profit_price, trailing_bp }) {
    const lot = this.lots.of(instrument, owner);
    const terms = Object.fromEntries(
      Object.entries({ stop_price, take_profit_price, trailing_bp }).filter(([, value]) => value !== undefined),
    );
    if (lot.protection) this.end(lot.protection.intent_id, "CANCELED", "replaced by other protection");
    delete lot.protection;
    if (Object.keys(terms).length === 0) return void this.write("ProtectionSet", instrument, `${owner}: none`);
    const book = this.market.book(instrument);
    const quantity = text(lot.quantity);
    const intent = this.intent({
      instrument,
      owner,
      side: "SELL",
      quantity,
      reduce_only: true,
      is_protection: true,
      ...guardOf(terms),
      state: "PROPOSED",
      proposer: { kind: "system", name: "desk" },
      reason: `protects the lot of ${owner}`,
    });
    lot.protection = { ...terms, intent_id: intent.intent_id, state: "ACCEPTED", quantity };
    this.rest(book, "SELL", quantity, undefined, intent);
    this.write("ProtectionSet", instrument, `${owner}: ${Object.keys(terms).join(", ")}`);
  }

  /** After a fill: what protects a lot is as large as the lot. */
  guardAgain(instrument) {
    for (const { owner, quantity, protection } of this.lots.all)
      if (
        protection &&
        Number(protection.quantity) !== quantity &&
        this.lots.of(instrument, owner)?.protection === protection
      )
        this.protect(instrument, owner, quantity > 0 ? protection : {});
  }

  /** An order does not rest any more. */
  end(id, state, message) {
    this.orders = this.orders.filter((order) => order.intent_id !== id);
    const intent = this.intents.find((each) => each.intent_id === id);
    Object.assign(intent, { state, is_final: true });
    this.write("OrderClosed", id, message);
    return intent;
  }

  /** Fills what the price has come to. */
  match() {
    for (const order of [...this.orders]) {
      const book = this.market.book(order.instrument);
      trail(order, book.price, book.digits);
      const price = reached(order, book.price);
      if (price === undefined || !this.orders.includes(order)) continue;
      this.orders = this.orders.filter((each) => each !== order);
      const intent = this.intents.find((each) => each.intent_id === order.intent_id);
      const lot = this.lots.of(order.instrument, order.owner);
      if (order.is_protection) delete lot.protection;
      this.trade(book, order.side, Number(order.quantity), "operator", undefined, price, intent);
    }
  }

  signal(book, side, time = this.now()) {
    const reason = side === "BUY" ? "EMA 12 above EMA 26, RSI 58, in a trend" : "EMA 12 fell below EMA 26";
    this.signals.unshift({
      seq: this.seq + 1,
      signal_id: randomUUID(),
      agent: "online_trading",
      user: "operator",
      account: "paper",
      strategy: "trend",
      venue: "paper",
      instrument: book.id,
      side,
      reduce_only: false,
      confidence_percent: 64,
      reason,
      time,
      expires: time,
    });
    this.write("SignalRaised", "paper", `online_trading: ${side.toLowerCase()} ${book.id}, 64 %, ${reason}`, time);
  }

  alert(severity, code, message, instrument = undefined) {
    this.write("AlertRaised", "paper", message, undefined, { severity, source: "monitor", code, message });
    this.alerts.unshift({
      seq: this.seq,
      time: this.now(),
      severity,
      source: "monitor",
      code,
      message,
      account: "paper",
      ...(instrument ? { venue: "paper", instrument } : {}),
    });
  }

  requestApproval(book, side, quantity, reason, proposer, intent = undefined) {
    const price = (book.price * (side === "BUY" ? 1.001 : 0.999)).toFixed(book.digits);
    intent ??= this.intent({
      venue: "paper",
      instrument: book.id,
      side,
      type: "LIMIT",
      quantity,
      limit_price: price,
      state: "PENDING_APPROVAL",
      reason,
      proposer,
    });
    intent.state = "PENDING_APPROVAL";
    const approval = {
      approval_id: randomUUID(),
      intent_id: intent.intent_id,
      account: "paper",
      user: "operator",
      owner: intent.owner,
      venue: "paper",
      instrument: book.id,
      side,
      type: intent.type,
      quantity_max: quantity,
      worst_price: price,
      notional_usd: (Number(price) * Number(quantity) * 1.001).toFixed(2),
      reason,
      proposer: intent.proposer,
      requested: this.now(),
      expires: new Date(Date.now() + this.approvalMs).toISOString(),
      state: "open",
      binding: "0".repeat(64),
      may_decide: true,
    };
    this.approvals.push(approval);
    this.write(
      "ApprovalRequested",
      intent.intent_id,
      `a human must answer within ${this.approvalMs / 1000} s: $${approval.notional_usd}`,
    );
    return intent;
  }

  tick() {
    const now = Date.now();
    for (const candle of this.market.tick(now)) this.say({ type: "candle", ...candle });
    for (const approval of this.approvals)
      if (approval.state === "open" && Date.parse(approval.expires) <= now) {
        approval.state = "expired";
        this.intents.find((each) => each.intent_id === approval.intent_id).state = "EXPIRED";
        this.write("ApprovalExpired", approval.intent_id, "nobody answered in time: not approved");
      }
    this.match();
    for (const book of this.market.books) this.say({ type: "quote", ...this.market.quote(book, now) });
  }

  /** Once in a while something happens. */
  act() {
    if (this.state !== "ACTIVE") return;
    const book = this.market.books[Math.floor(this.random() * 3)];
    const side = this.random() < 0.55 ? "BUY" : "SELL";
    const open = this.approvals.filter((approval) => approval.state === "open");
    if (open.length === 0)
      return void this.requestApproval(
        book,
        "BUY",
        String(onLot(book, (1200 + this.random() * 900) / book.price)),
        "Breakout above the 20-day high on rising volume; volatility is low, so the size is above the usual.",
      );
    this.signal(book, side);
    const held = this.lots.of(book.id, "online_trading")?.quantity ?? 0;
    const quantity = onLot(book, 120 / book.price);
    if (side === "BUY" || held > quantity) this.trade(book, side, quantity, "online_trading");
  }

  status() {
    return {
      state: this.state,
      ...(this.stateReason ? { reason: this.stateReason } : {}),
      time: this.now(),
      started: new Date(this.started).toISOString(),
      version: "0.1.0",
      venues: ["paper"],
      market: { source: "simulated", message: "simulated prices, seed 7", is_real: false, is_healthy: true },
      instruments: this.market.books.map((book) => ({ venue: "paper", instrument: book.id })),
      is_healthy: true,
      last_seq: this.seq,
      open_orders: this.orders.length,
      open_approvals: this.approvals.filter((each) => each.state === "open").length,
    };
  }

  positions() {
    return this.lots.positions();
  }

  portfolio() {
    const sum = (name) => this.positions().reduce((total, each) => total + Number(each[name]), 0);
    const equity = this.cash + sum("value_usd");
    return {
      account: "paper",
      user: "operator",
      venue: "paper",
      state: this.accounts[0].state,
      ...(this.accounts[0].state_reason ? { state_reason: this.accounts[0].state_reason } : {}),
      is_reconciling: false,
      is_mismatched: false,
      is_stale: false,
      cash_usd: this.cash.toFixed(2),
      equity_usd: equity.toFixed(2),
      day_pnl_usd: (equity - 10_000).toFixed(2),
      day_pnl_percent: ((equity - 10_000) / 100).toFixed(2),
      realised_usd: this.realised.toFixed(2),
      unrealised_usd: sum("unrealised_usd").toFixed(2),
      balances: [{ asset: "USDT", free: this.cash.toFixed(2), locked: "0" }],
      losses_in_a_row: 1,
      is_streak_tripped: false,
      day: {
        day: this.now().slice(0, 10),
        baseline_usd: "10000",
        deposits_usd: "0",
        is_estimated: false,
        is_tripped: false,
      },
    };
  }

  rails() {
    const rail = (code, message, used, limit, unit, instrument) => ({
      rail: code,
      message,
      scope: { level: "account", name: "paper" },
      used: String(used),
      limit: String(limit),
      unit,
      ...(instrument ? { venue: "paper", instrument } : {}),
      state: used >= limit ? "tripped" : used >= 0.8 * limit ? "near" : "ok",
    });
    const worth = (id) =>
      (
        Number(this.positions().find((each) => each.instrument === id)?.value_usd ?? 0) + (id === "BTCUSDT" ? 6_900 : 0)
      ).toFixed(2);
    const loss = Math.max(0, -Number(this.portfolio().day_pnl_percent));
    return [
      ...this.market.books.map((book) =>
        rail("POSITION_LIMIT", `Position in ${book.id}`, Number(worth(book.id)), 10_000, "USD", book.id),
      ),
      rail("DAILY_LOSS", "Loss today", loss, 5, "percent"),
      rail("RATE_LIMIT", "Trades this hour", this.admissions, 20, "per hour"),
      rail("LOSS_STREAK", "Losses in a row", 1, 3, "in a row"),
      rail("REDUCTION_RATE_LIMIT", "Reducing trades this hour", 3, 60, "per hour"),
    ];
  }

  /** One market a model judged here, one it judged elsewhere and before, one that no model answered for. */
  analyses() {
    const ago = (seconds) => new Date(this.started - seconds * 1000).toISOString();
    const common = {
      venue: "paper",
      timeframe: "1h",
      candle_open_time: ago(3600),
      asked_by: "monitor",
      purpose: "comment",
    };
    return [
      {
        ...common,
        number: 1,
        instrument: "BTCUSDT",
        kind: "fresh",
        made: ago(40),
        message: "A strong close above the range of the last day on rising volume; momentum is not stretched yet.",
        stance: "bullish",
        confidence_percent: 64,
        tier: 1,
        provider: "ollama",
        model: "qwen3:8b",
        is_local: true,
        cost_usd: "0",
      },
      {
        ...common,
        number: 2,
        instrument: "ETHUSDT",
        kind: "cached",
        made: ago(1500),
        message: "Drifting sideways between its averages; nothing in the facts favours either side.",
        stance: "neutral",
        confidence_percent: 41,
        tier: 2,
        provider: "groq",
        model: "llama-3.3-70b",
        is_local: false,
        cost_usd: "0.000121",
      },
      {
        ...common,
        number: 3,
        instrument: "SOLUSDT",
        kind: "degraded",
        made: ago(20),
        message: "At 171.42: -0.31 % in this candle, -2.2 % over the last 60; falling; RSI 38.4",
        reason: "out_of_time",
      },
    ];
  }

  models() {
    const { started } = this;
    return {
      state: "answering",
      since: new Date(started).toISOString(),
      entries_need_model: true,
      entries_held_back: 1,
      last_held_back: "ETHUSDT: ema_cross wants to buy, but qwen3:8b is bearish (58 %); no entry",
      last_held_back_time: new Date(started - 300_000).toISOString(),
      tiers: [
        { tier: 1, provider: "ollama", model: "qwen3:8b", is_local: true, state: "answering" },
        { tier: 2, provider: "groq", model: "llama-3.3-70b", is_local: false, state: "answering" },
      ],
      spent_usd: "0.000121",
      budget_usd: "1.5",
      spending: [{ agent: "monitor", spent_usd: "0.000121", budget_usd: "0.5" }],
    };
  }

  agents() {
    const beat = this.now();
    return manifests.map(({ name, title, waits_for }) => {
      const known = { name, title, capabilities: [] };
      if (waits_for) return { ...known, state: "not_connected", is_healthy: false, load_percent: 0, restarts: 0, waits_for };
      const [status_message, load] = doing[name] ?? ["at work", 1];
      return {
        ...known,
        state: "running",
        is_healthy: true,
        load_percent: Math.max(0, Math.round(load + (this.random() - 0.5) * 4)),
        restarts: name === "monitor" ? 1 : 0,
        status_message,
        last_heartbeat: beat,
      };
    });
  }
}
