/** What the mock desk answers the settings page: limits, notifications, users, links, rules. */
import { randomBytes, randomUUID } from "node:crypto";

const unit_of = { usd: "USD", percent: "%", count: "" };

const limits = [
  ["position_max", "usd", "10000", "Worst case in one base asset, for an account and for a user."],
  ["agent_position_max", "usd", "10000", "The part of it one agent may cause."],
  ["desk_position_max", "usd", "1000000", "Worst case in one base asset over all accounts."],
  ["approval_above", "usd", "1000", "Strictly more than this, in one order or in an hour of unattended ones, needs a human."],
  ["approvals_waiting_max", "count", "10", "Requests of one user that wait for a human at once."],
  ["approval_requests_per_hour_max", "count", "30", "Requests of one user in any sliding hour."],
  ["admissions_per_hour_max", "count", "20", "Intents of one user admitted in any sliding hour."],
  ["agent_admissions_per_hour_max", "count", "20", "The same for one agent."],
  ["desk_admissions_per_hour_max", "count", "20000", "The same for the whole desk."],
  ["daily_loss_percent", "percent", "5", "Loss of a UTC day at which only reductions pass until the next."],
  ["losses_in_a_row_max", "count", "3", "Losing round trips in a row that stop new exposure until a human re-arms."],
  ["desk_losses_in_a_row_max", "count", "30", "The same over all accounts of the desk."],
  ["loss_percent", "percent", "2", "A round trip counts as a loss strictly above this part of its entry cost."],
].map(([name, unit, ceiling, description]) => ({
  name,
  description,
  unit: unit_of[unit],
  value: name === "admissions_per_hour_max" ? "12" : ceiling,
  ceiling,
  is_tightened: false,
}));

const kinds = [
  ["approval_waiting", "An approval waits", true],
  ["approval_expired", "An approval expired", true],
  ["trading_state", "Trading was halted, reduced or resumed", true],
  ["limit_tripped", "A loss limit was reached"],
  ["unknown_outcome", "The outcome of an order is unknown"],
  ["unprotected", "A position is not protected"],
  ["alert", "Another critical alert"],
  ["agent", "An agent died or needs somebody"],
  ["feed", "Prices were lost or came back"],
  ["fill", "An order filled"],
  ["daily_report", "The day's report is there"],
].map(([kind, title, in_quiet_hours = false]) => {
  const isOn = kind !== "fill";
  return { kind, title, page: isOn, push: isOn, webhook: isOn, in_quiet_hours };
});

const strategies = [
  { agent: "online_trading", name: "ema_cross", file: "", revision: "3f1e0c6e5a0d4a5b", file_revision: "", changes: [], problem: "" },
  {
    agent: "online_trading",
    name: "bollinger_reversion",
    file: "strategies/bollinger_reversion.yaml",
    revision: "9b1c0f6e5a0d4a5b",
    file_revision: "2b1c0f6e5a0d4a5b",
    changes: ["stop: 3 % -> 4 %", "entry: close < lower(20, 2) -> close < lower(20, 2.2)"],
    problem: "",
  },
];

const valuesOf = (all) => Object.fromEntries(all.map(({ name, value }) => [name, value]));

/** The limits as the desk began with them, and as the settings of a later start made them: the first rows of a ledger. */
export function writePastLimits(desk) {
  const first = valuesOf(limits.map(({ name, ceiling }) => ({ name, value: ceiling })));
  for (const [days, epoch, set] of [[40, 1, first], [12, 2, valuesOf(limits)]]) {
    const time = new Date(desk.started - days * 86_400_000).toISOString();
    desk.write("LimitsSet", "desk", `limits epoch ${epoch} in force`, time, { epoch, limits: set });
  }
}

/** Keeps what the settings change; `desk` is the mock desk whose ledger it is written to. */
export class MockSettings {
  epoch = 2;
  limits = structuredClone(limits);
  notifications = {
    hides_amounts: true,
    quiet_hours: { is_on: false, from: "22:00", to: "07:00", utc_offset_min: 0 },
    kinds: structuredClone(kinds),
    subscriptions: [],
    webhooks: [{ name: "phone", format: "ntfy" }],
  };
  sent = [];
  strategies = structuredClone(strategies);
  pushKey = Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString("base64url");

  constructor(desk, Refusal) {
    this.desk = desk;
    this.Refusal = Refusal;
    const created = new Date(desk.started - 40 * 86_400_000).toISOString();
    this.users = [
      { name: "operator", role: "operator", account: "paper", created, is_disabled: false },
      { name: "alice", role: "trader", account: "alice", created, is_disabled: false },
    ];
  }

  refuse(status, code, title, detail) {
    return new this.Refusal(status, code, title, detail);
  }

  /** `undefined` where the settings have nothing to say of it. */
  answer(method, [head, id, verb, last], query, body) {
    const routes = {
      "GET limits": () => [200, { epoch: this.epoch, items: this.limits }],
      "POST limits": () => this.tighten(body),
      "GET users": () => [200, { items: this.users }],
      "POST users": () => (id === undefined ? this.createUser(body) : this.setDisabled(id, verb === "disable")),
      "POST sign-in-links": () => [201, { url: `http://127.0.0.1:8420/#link=sl_${randomBytes(32).toString("hex")}`, expires_in_s: 600 }],
      "GET notifications": () => (id === undefined ? [200, { items: this.sent }] : this.read(id)),
      "POST notifications": () => this.notify(id, verb, body),
      "GET strategies": () => [200, { items: this.strategies }],
      "POST strategies": () => this.change(id, verb, last, body),
      "POST rearm": () => [200, { scope: { level: body.level, name: body.name ?? "" } }],
      "POST accounts": () => this.setAccount(id, verb, body),
      "GET portfolio": () => (query.get("account") === "alice" ? this.aliceHas() : undefined),
    };
    return routes[`${method} ${head}`]?.();
  }

  /** Another one's account, for the operator to look at. */
  aliceHas() {
    const losses = { losses_in_a_row: 3, is_streak_tripped: true };
    return [200, { ...this.desk.portfolio(), account: "alice", user: "alice", state: "ACTIVE", equity_usd: "9412.70", ...losses }];
  }

  tighten({ name, value, reason }) {
    const limit = this.limits.find((each) => each.name === name);
    if (!limit) throw this.refuse(404, "not_found", "No such limit", "Look at the list again.");
    if (Number(value) > Number(limit.value))
      throw this.refuse(422, "out_of_range", "Out of range", `${name} is ${limit.value} and can only be made smaller while the desk runs`);
    const from = limit.value;
    Object.assign(limit, { value, is_tightened: true });
    this.epoch += 1;
    const by = { kind: "human", name: "operator" };
    const message = `limit ${name} tightened from ${from} to ${value} by operator: ${reason}`;
    this.desk.write("LimitTightened", name, message, undefined, { limit: name, from, to: value, by, reason });
    const all = valuesOf(this.limits);
    this.desk.write("LimitsSet", "desk", `limits epoch ${this.epoch} in force`, undefined, { epoch: this.epoch, limits: all });
    return [200, { epoch: this.epoch, items: this.limits, canceled: 0 }];
  }

  createUser({ name, role, account }) {
    if (this.users.some((each) => each.name === name))
      throw this.refuse(409, "user_exists", "The name is taken", "There is a user of that name already. Choose another.");
    const user = { name, role, account, created: this.desk.now(), is_disabled: false };
    this.users.push(user);
    return [201, { ...user, token: `sd_${randomBytes(32).toString("hex")}` }];
  }

  setDisabled(name, is_disabled) {
    const user = this.users.find((each) => each.name === name);
    if (!user) throw this.refuse(404, "no_such_user", "There is no such user", "Look at the list again.");
    user.is_disabled = is_disabled;
    return [200, { name, is_disabled }];
  }

  setAccount(account, verb, { reason = "" }) {
    if (!["halt", "resume", "rearm"].includes(verb)) return undefined;
    const state = verb === "halt" ? "HALTED" : "ACTIVE";
    const known = this.desk.accounts.find((each) => each.account === account);
    if (known && verb !== "rearm") Object.assign(known, { state, state_reason: state === "ACTIVE" ? undefined : reason });
    const by = { kind: "human", name: "operator" };
    this.desk.write("AccountStateSet", account, `operator set account ${account} to ${state}: ${reason}`, undefined, { account, state, by, reason });
    return [200, { state, reason, account }];
  }

  read(id) {
    if (id === "push-key") return [200, { public_key: this.pushKey }];
    return [200, this.notifications];
  }

  notify(what, id, body) {
    const { notifications } = this;
    if (what === "push-subscriptions") {
      if (id !== undefined) {
        notifications.subscriptions = notifications.subscriptions.filter((each) => each.id !== id);
        return [200, { id, is_removed: true }];
      }
      const host = new URL(body.endpoint).host;
      const made = { id: randomUUID().slice(0, 8), name: body.name ?? "", host, created: this.desk.now(), is_of_this_token: true };
      notifications.subscriptions.push(made);
      return [201, made];
    }
    if (what === "test") return this.test();
    const { hides_amounts, quiet_hours, kinds: chosen = [] } = body;
    if (hides_amounts !== undefined) notifications.hides_amounts = hides_amounts;
    Object.assign(notifications.quiet_hours, quiet_hours);
    for (const choice of chosen) Object.assign(notifications.kinds.find(({ kind }) => kind === choice.kind), choice);
    return [200, notifications];
  }

  test() {
    const { subscriptions, webhooks } = this.notifications;
    const targets = [...subscriptions.map(({ name }) => ["push", name]), ...webhooks.map(({ name }) => ["webhook", name])];
    for (const [way, target] of targets) {
      const time = this.desk.now();
      const one = { id: randomUUID(), kind: "test", way, target, title: "Test", body: "Notifications of the desk reach you here.", time, state: "queued", updated: time };
      this.sent.unshift(one);
      setTimeout(() => Object.assign(one, { state: "delivered" }), 800).unref();
    }
    return [202, { targets: targets.length }];
  }

  change(agent, name, verb, { revision, reason = "" }) {
    const rules = this.strategies.find((each) => each.agent === agent && each.name === name);
    if (!rules) throw this.refuse(404, "no_such_strategy", "There is no such strategy", "Look at the list again.");
    const { file, revision: from, file_revision: to, changes } = rules;
    const change = { agent, name, file, from, to, changes };
    if (verb === "preview") return [200, { ...change, dry_run: dryRun(this.desk) }];
    if (revision !== to) throw this.refuse(409, "file_changed", "The file is another since", "Look at it again.");
    const by = { kind: "human", name: "operator" };
    const setting = `strategy ${agent}/${name}`;
    this.desk.write("SettingChanged", setting, `${setting} changed by operator`, undefined, { setting, from, to, changes, by, reason });
    Object.assign(rules, { revision: to, changes: [] });
    return [200, change];
  }
}

function dryRun({ started }) {
  const time = (minutes) => new Date(started - minutes * 60_000).toISOString();
  return {
    candles: 480,
    from: time(480),
    to: time(0),
    before: { signals: 14, trips: 6, return_percent: "-0.42", drawdown_percent: "1.1", fees: "3.12", problem: "" },
    after: { signals: 9, trips: 4, return_percent: "0.18", drawdown_percent: "0.7", fees: "2.08", problem: "" },
    differing: 2,
    differences: [
      { time: time(300), instrument: "ETHUSDT", before: "buy", after: "" },
      { time: time(120), instrument: "BTCUSDT", before: "buy", after: "" },
    ],
    held: ["BTCUSDT: 0.011 held, stop 93,120.00 -> 92,160.00"],
    problem: "",
  };
}
