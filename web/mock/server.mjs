/**
 * Serves the mock desk's API, and web/dist if it is built. `PORT` (0: any), `APPROVAL_SECONDS`, `TOKEN`; to weigh the page
 * down: `INSTRUMENTS` (4), `ORDERS` more than a few, `TRADES` closed in the past (420), and a quote of each instrument
 * every `QUOTE_MS` (500).
 */
import { randomUUID } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { close, planClose } from "./close.mjs";
import { MockDesk } from "./desk.mjs";
import { onLot, text } from "./lots.mjs";
import { MockSettings } from "./settings.mjs";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".txt": "text/plain",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
const policy =
  "default-src 'self'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const token = process.env.TOKEN ?? "sd_mock";
const desk = new MockDesk({
  approvalSeconds: Number(process.env.APPROVAL_SECONDS ?? 60),
  instruments: Number(process.env.INSTRUMENTS ?? 4),
  orders: Number(process.env.ORDERS ?? 0),
  trades: Number(process.env.TRADES ?? 420),
});
const intervals = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

class Refusal {
  constructor(status, code, title, detail, more = {}) {
    this.status = status;
    this.body = { type: `urn:swarmdesk:problem:${code}`, title, status, detail, code, ...more };
  }
}

const settings = new MockSettings(desk, Refusal);

function deny(intent, code, measure, measured, limit) {
  const message = `${code}: ${measure}=${measured} limit=${limit}`;
  const denial = { code, scope: { level: "account", name: "paper" }, message, measure, measured, limit };
  Object.assign(intent, { state: "DENIED", is_final: true, denial });
  desk.write("IntentDenied", intent.intent_id, message);
  throw new Refusal(422, code, "Denied by a rail", message, { denial, intent });
}

const wants_price = {
  LIMIT: ["limit_price"],
  LIMIT_MAKER: ["limit_price"],
  STOP_LOSS: ["stop_price"],
  STOP_LOSS_LIMIT: ["stop_price", "limit_price"],
  TAKE_PROFIT: ["stop_price"],
  TAKE_PROFIT_LIMIT: ["stop_price", "limit_price"],
  TRAILING_STOP: ["trailing_bp"],
  OCO: ["limit_price", "stop_price"],
};

function invalid(pointer, detail) {
  const detailed = { violations: [{ pointer, detail }] };
  return new Refusal(400, "invalid_request", "The request is not valid", "Mend what violations names.", detailed);
}

/** What an order comes to; throws what is wrong with it. */
function measure(body) {
  const book = desk.market.book(body.instrument);
  for (const name of wants_price[body.type] ?? [])
    if (body[name] === undefined) throw invalid(`/${name}`, `a ${body.type} order needs it`);
  const quantity = Number(body.quantity ?? onLot(book, Number(body.quote_quantity) / book.price));
  return { book, quantity, worth: quantity * book.price };
}

function preview(body) {
  const { quantity, worth } = measure(body);
  if (worth > 10_000) {
    const message = `POSITION_LIMIT: worst_case=${worth.toFixed(2)} limit=10000`;
    const scope = { level: "account", name: "paper" };
    const denial = {
      code: "POSITION_LIMIT",
      scope,
      message,
      measure: "worst_case",
      measured: worth.toFixed(2),
      limit: "10000",
    };
    return [200, { is_admitted: false, denial }];
  }
  const held = desk.positions().find((each) => each.instrument === body.instrument)?.value_usd ?? 0;
  const order = {
    side: body.side,
    quantity: String(quantity),
    notional_usd: (worth * 1.001).toFixed(2),
    worst_case_usd: (Number(held) + worth * 1.001).toFixed(2),
    is_reduction: body.side === "SELL",
    needs_approval: worth > 1_000,
  };
  return [200, { is_admitted: true, order }];
}

function protect({ instrument, owner = "people", stop_price, take_profit_price, trailing_bp }) {
  const symbol = instrument.split(":").at(-1);
  const lot = desk.lots.of(symbol, owner);
  if (!lot?.quantity) throw new Refusal(404, "no_such_lot", "Nothing is held there", "Look at the positions again.");
  if (stop_price && Number(stop_price) >= desk.market.book(symbol).price)
    throw invalid("/stop_price", "above the market: it would sell at once");
  desk.protect(symbol, owner, { stop_price, take_profit_price, trailing_bp });
  return [200, { account: "paper", instrument: symbol, owner, ...(lot.protection ?? {}) }];
}

function propose(body) {
  const same = desk.intents.find((each) => each.intent_id === body.intent_id);
  if (same) return [202, same];
  const { book, quantity, worth } = measure(body);
  const intent = desk.intent({
    ...body,
    instrument: book.id,
    state: "PROPOSED",
    proposer: { kind: "human", name: "operator" },
    notional_usd: worth.toFixed(2),
  });
  if (desk.state === "HALTED") deny(intent, "HALTED", "state", "3", "1");
  if (worth > 10_000) deny(intent, "POSITION_LIMIT", "worst_case", worth.toFixed(2), "10000");
  desk.admissions += 1;
  if (worth > 1_000)
    return [202, desk.requestApproval(book, body.side, text(quantity), body.reason ?? "", undefined, intent)];
  if (body.type !== "MARKET") return [202, desk.rest(book, body.side, body.quantity, body.limit_price, intent)];
  return [202, desk.trade(book, body.side, quantity, "operator", undefined, undefined, intent)];
}

function decide(id, verb, body) {
  const approval = desk.approvals.find((each) => each.approval_id === id);
  if (!approval) throw new Refusal(404, "not_found", "No such approval", "Look at the list again.");
  if (approval.state === "expired") throw new Refusal(409, "approval_expired", "Too late", "The request has expired.");
  if (approval.state !== "open")
    throw new Refusal(409, "approval_decided", "Already decided", `It is ${approval.state}.`);
  const intent = desk.intents.find((each) => each.intent_id === approval.intent_id);
  const book = desk.market.book(approval.instrument);
  approval.decided_by = { kind: "human", name: "operator" };
  if (verb === "approve") {
    approval.state = "granted";
    desk.write("ApprovalGranted", intent.intent_id, "operator approved it");
    desk.trade(book, approval.side, Number(approval.quantity_max), "", undefined, undefined, intent);
    return [200, approval];
  }
  approval.state = "declined";
  Object.assign(intent, { state: "DECLINED", is_final: true });
  desk.write(
    "ApprovalDeclined",
    intent.intent_id,
    verb === "modify" ? "replaced by a smaller one" : "operator declined it",
  );
  if (verb === "decline") return [200, approval];
  return propose({
    instrument: approval.instrument,
    side: approval.side,
    type: "LIMIT",
    quantity: approval.quantity_max,
    limit_price: approval.worst_price,
    ...body,
    parent: intent.intent_id,
    reason: approval.reason,
  });
}

function setState(verb, reason) {
  desk.state = { halt: "HALTED", reduce: "REDUCING", resume: "ACTIVE" }[verb];
  desk.stateReason = verb === "resume" ? undefined : reason;
  const by = { kind: "human", name: "operator" };
  desk.write("DeskStateSet", "desk", `operator set the desk to ${desk.state}: ${reason}`, undefined, { state: desk.state, by, reason });
  desk.say({ type: "status", ...desk.status() });
  return [200, { state: desk.state, reason }];
}

/** One pair of eyes is enough here. */
function settle(id, { filled, price, fee = "0", evidence }) {
  const intent = desk.intents.find((each) => each.intent_id === id);
  if (intent.is_final) throw new Refusal(409, "conflict", "The state has moved on", `the intent is ${intent.state}.`);
  const whole = filled === intent.order_quantity;
  const state = whole ? "FILLED" : Number(filled) === 0 ? "REJECTED" : "CANCELED";
  const outcome = `settled by operator: ${evidence}`;
  Object.assign(intent, {
    state,
    is_final: true,
    filled,
    fees: fee,
    outcome,
    ...(price ? { average_price: price } : {}),
  });
  desk.write("OrderSettled", id, `settled by human operator with ${filled} more filled: ${evidence}`);
  return [200, intent];
}

function issue(change) {
  const made = { id: randomUUID().slice(0, 8), user: "operator", kind: "named", created: desk.now(), ...change };
  desk.tokens.push(made);
  return [201, { ...made, token: `sd_${"0123456789abcdef".repeat(4)}` }];
}

function changeToken(id, verb, body) {
  if (id === undefined) {
    const expires = body.expires_in_s && new Date(Date.now() + body.expires_in_s * 1000).toISOString();
    return issue({ name: body.name, ...(body.user ? { user: body.user } : {}), ...(expires ? { expires } : {}) });
  }
  const token = desk.tokens.find((each) => each.id === id);
  if (!token) throw new Refusal(404, "no_such_token", "There is no such token", "Look at the list again.");
  if (id === desk.me().token_id)
    throw new Refusal(409, "token_conflict", "The tokens stay as they are", "The mock desk knows this one alone.");
  desk.tokens = desk.tokens.filter((each) => each !== token);
  return verb === "rotate" ? issue({ name: token.name }) : [200, { id, is_revoked: true }];
}

/** Any link lets in, as the one there is. */
function signIn({ link, name }) {
  if (!/^sl_[0-9a-f]{64}$/.test(link)) throw new Refusal(403, "bad_link", "The link does not sign in", "Make another one.");
  const made = { id: randomUUID().slice(0, 8), user: "operator", name, kind: "session", created: desk.now() };
  desk.tokens.push(made);
  return [201, { ...made, token }];
}

function cancel(id) {
  return [202, desk.end(id, "CANCELED", "canceled by operator")];
}

function answer(method, path, query, body) {
  const limit = Number(query.get("limit") ?? 100);
  const items = (list) => [200, { items: list }];
  const newest = (list) => items(list.slice(-limit).reverse());
  const [before, from] = [Number(query.get("before") ?? 0), query.get("from") ?? undefined];
  const [, head, id, verb, last] = path.split("/");
  const set = settings.answer(method, [head, id, verb, last], query, body);
  if (set) return set;
  if (method === "POST") {
    if (head === "desk") return setState(id, body.reason);
    if (head === "approvals") return decide(id, verb, body);
    if (head === "protection") return protect(body);
    if (head === "close") return body.preview ? [200, planClose(desk, body)] : [202, close(desk, body)];
    if (head === "intents" && id === "preview") return preview(body);
    if (head === "intents")
      return verb === "cancel" ? cancel(id) : verb === "settle" ? settle(id, body) : propose(body);
    if (head === "tokens") return changeToken(id, verb, body);
    if (head === "accounts" && verb === "adjust")
      throw new Refusal(409, "conflict", "The state has moved on", "The books match the venue's.");
  } else if (head === "intents" && id) {
    const intent = desk.intents.find((each) => each.intent_id === id);
    if (intent) return [200, { ...intent, history: desk.ledger.filter((event) => event.subject === id) }];
  } else if (head === "fills" && verb === "trace") {
    const found = trace(Number(id));
    if (found) return [200, found];
  } else if (head === "reports") {
    const report = desk.history.report(id, desk.portfolio().equity_usd);
    if (report) return [200, report];
    throw new Refusal(404, "not_found", "There is no report of this day", "The treasury writes one for each day it was up.");
  } else if (head === "accounts" && verb === "reconciliation") {
    return [200, desk.reconciliation()];
  } else if (head === "market" && verb === "candles") {
    const [, count, unit] = query.get("interval").match(/^(\d+)([smhd])$/);
    const interval_ms = Number(count) * intervals[unit];
    return [
      200,
      {
        venue: "paper",
        instrument: id,
        interval_ms,
        items: desk.market.candles(desk.market.book(id), interval_ms, limit),
      },
    ];
  } else {
    const parts = {
      me: () => [200, desk.me()],
      tokens: () => items(desk.tokens),
      equity: () => [200, desk.history.equity(from, limit)],
      trades: () => [200, desk.history.page(before, limit)],
      profit: () => [200, desk.history.profit(query.get("by") ?? "day", from, query.get("to") ?? undefined)],
      status: () => [200, desk.status()],
      market: () => [
        200,
        {
          ...desk.status().market,
          instruments: desk.market.books.map(({ id: name, base, lot, digits }) => ({
            venue: "paper",
            instrument: name,
            base,
            quote: "USDT",
            tick: (10 ** -digits).toFixed(digits),
            lot,
            quantity_min: lot,
            quantity_max: String(Number(lot) * 900_000_000),
            notional_min: "5",
          })),
          quotes: desk.market.books.map((book) => desk.market.quote(book, Date.now())),
        },
      ],
      portfolio: () => [200, desk.portfolio()],
      positions: () => items(desk.positions()),
      orders: () => newest(desk.orders),
      fills: () => newest(desk.fills),
      rails: () => items(desk.rails()),
      approvals: () => newest(desk.approvals.filter(({ state }) => wants(query.get("state"), state))),
      agents: () => items(desk.agents()),
      analyses: () => [200, { items: desk.analyses(), latest: desk.analyses() }],
      models: () => [200, desk.models()],
      signals: () => items(desk.signals.slice(0, limit)),
      alerts: () => items(desk.alerts.slice(0, limit)),
      intents: () => items(desk.intents.slice(0, limit)),
      ledger: () => [200, ledgerPage(query.get("after"), query.get("subject"), limit)],
    };
    if (parts[head]) return parts[head]();
  }
  throw new Refusal(404, "not_found", "No such thing", path);
}

/** A decided approval is wanted by its state, or with all of them. */
function wants(asked, state) {
  return asked === "all" || (asked ?? "open") === state;
}

/** Of the whole ledger the newest rows, after a number those that follow it, of a subject the first. */
function ledgerPage(after, subject, limit) {
  const all = desk.ledger.filter((event) => !subject || event.subject === subject);
  const later = all.filter(({ seq }) => seq > Number(after ?? 0));
  const rows = after === null && !subject ? all.slice(-limit) : later.slice(0, limit);
  return { items: rows, next_after: rows.length < limit ? desk.seq : rows.at(-1).seq, last_seq: desk.seq };
}

/** Of a trade of the past: an intent that ended it, and what was written then. */
function trace(seq) {
  const trade = desk.history.trades.find((each) => each.seq === seq);
  if (!trade) return undefined;
  const { intent_id, account, owner, venue, instrument, quantity, exit_price: price, time, reason } = trade;
  const of = { intent_id, account, owner, venue, instrument, side: "SELL", quantity };
  const proposer = { kind: owner === "people" ? "human" : "agent", name: owner.split("/")[0] };
  const event = (kind, message) => ({ seq, time, kind, subject: intent_id, account, message, data: {}, hash: "0".repeat(64) });
  return {
    fill: { ...of, seq, fill_id: String(seq), price, fee: "0", fee_quote: "0", liquidity: "taker", time },
    intent: { ...of, user: "operator", type: "MARKET", state: "FILLED", is_final: true, proposer, reason, created: time, updated: time },
    history: [event("IntentProposed", `${proposer.name} proposes to sell`), event("OrderFilled", `sold ${quantity} at ${price}`)],
  };
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : {};
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://desk");
  if (url.pathname.startsWith("/api/v1")) {
    let status = 200;
    let body;
    try {
      const isOpen = url.pathname === "/api/v1/session" && request.method === "POST";
      if (!isOpen && request.headers.authorization !== `Bearer ${token}`)
        throw new Refusal(401, "bad_token", "Not signed in", "Paste the token from operator.token.");
      [status, body] = isOpen ? signIn(await read(request)) : answer(
        request.method,
        url.pathname.slice("/api/v1".length),
        url.searchParams,
        await read(request),
      );
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      ({ status, body } = refusal);
    }
    response
      .writeHead(status, {
        "Content-Type": status >= 400 ? "application/problem+json" : typeof body === "string" ? "text/markdown" : "application/json",
      })
      .end(typeof body === "string" ? body : JSON.stringify(body));
    return;
  }
  const wanted = join(dist, normalize(url.pathname));
  const file = wanted.startsWith(dist) && extname(wanted) && existsSync(wanted) ? wanted : join(dist, "index.html");
  if (!existsSync(file)) return void response.writeHead(404).end("npm run build first");
  response.writeHead(200, {
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Content-Security-Policy": policy,
  });
  createReadStream(file).pipe(response);
});

new WebSocketServer({ server, path: "/api/v1/stream" }).on("connection", (socket) => {
  let topics = [];
  const send = (message) => socket.send(JSON.stringify(message));
  const topicOf = { event: "ledger", quote: "quotes", agents: "agents", candle: "candles" };
  const listener = (message) => {
    const topic = topicOf[message.type];
    if (!topic || topics.includes(topic)) send(message);
  };
  socket.on("message", (text) => {
    const message = JSON.parse(String(text));
    if (message.type === "subscribe") topics = message.topics;
    if (message.type !== "auth") return;
    if (message.token !== token) return socket.close(1008, "not signed in");
    send({
      type: "welcome",
      ...desk.me(),
      last_seq: desk.seq,
    });
    send({ type: "status", ...desk.status() });
    desk.listeners.add(listener);
  });
  socket.on("close", () => desk.listeners.delete(listener));
});

setInterval(() => desk.tick(), Number(process.env.QUOTE_MS ?? 500));
setInterval(() => {
  desk.say({ type: "status", ...desk.status() });
  desk.say({ type: "agents", items: desk.agents() });
}, 1000);
setInterval(() => desk.act(), 5_000);
desk.act();
server.listen(Number(process.env.PORT ?? 8421), "127.0.0.1", () => {
  console.log(`mock desk: http://127.0.0.1:${server.address().port}/#token=${token}`);
});
