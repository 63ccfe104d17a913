import { randomUUID } from "node:crypto";
import { makeRandom } from "./market.mjs";
import { text } from "./lots.mjs";

const day_ms = 86_400_000;
const hour_ms = 3_600_000;
const days = 90;
const owners = ["online_trading/ema_cross", "online_trading/ema_cross", "online_trading/bollinger_reversion", "buy_bot", "people"];
const reasons = {
  "online_trading/ema_cross": ["low reached the stop", "EMA crossed below EMA", "high reached the target"],
  "online_trading/bollinger_reversion": ["close above the upper band", "low reached the stop"],
  buy_bot: ["sells what grew too large"],
  people: ["by hand"],
};

/** Three months of closed trades and of equity, the same each time for the same seed. */
export class Past {
  constructor(market, now, count) {
    const random = makeRandom(31);
    const books = market.books.slice(0, 4);
    this.trades = Array.from({ length: count }, (_, at) => {
      const closed = now - (days * day_ms * (count - at)) / count - random() * hour_ms;
      const book = books[Math.floor(random() ** 1.6 * books.length)];
      const owner = owners[Math.floor(random() * owners.length)];
      const kinds = reasons[owner];
      const exit = kinds[Math.floor(random() * kinds.length)];
      const share = (random() + random() - 0.93) * 0.035;
      const entry = book.price * (0.92 + 0.16 * random());
      const cost = 150 + random() * 700;
      const fees = cost * 0.002;
      const result = cost * share - fees;
      const left = entry * (1 + share);
      return {
        seq: at + 1,
        account: "paper",
        owner,
        venue: "paper",
        instrument: book.id,
        intent_id: randomUUID(),
        side: "long",
        quantity: text(cost / entry, book.lot.split(".")[1]?.length ?? 0),
        opened: new Date(closed - (0.2 + random() * 30) * hour_ms).toISOString(),
        entry_price: entry.toFixed(book.digits),
        time: new Date(closed).toISOString(),
        exit_price: left.toFixed(book.digits),
        entry_cost: cost.toFixed(2),
        fees: fees.toFixed(4),
        result: result.toFixed(4),
        return_percent: ((100 * result) / cost).toFixed(4),
        quote_asset: "USDT",
        result_usd: result.toFixed(4),
        is_loss: share < -0.02,
        exit,
        exit_type: "MARKET",
        reason: exit === "low reached the stop" ? `low ${left.toFixed(book.digits)} reached the stop ${left.toFixed(book.digits)}` : exit,
      };
    });
    this.marks = this.curve(now);
  }

  /** Marked each hour: what was closed until then, and a little of what was open. */
  curve(now) {
    const first = Math.floor((now - days * day_ms) / hour_ms) * hour_ms;
    const whole = this.trades.reduce((total, { result_usd }) => total + Number(result_usd), 0);
    let [at, equity, best] = [0, 10_000 - whole, 0];
    const marks = [];
    for (let time = first; time <= now; time += hour_ms) {
      while (at < this.trades.length && Date.parse(this.trades[at].time) <= time) equity += Number(this.trades[at++].result_usd);
      const shown = equity + 9 * Math.sin(time / hour_ms / 5) + 4 * Math.sin(time / hour_ms / 1.7);
      best = Math.max(best, shown);
      marks.push({
        time: new Date(time).toISOString(),
        equity_usd: shown.toFixed(2),
        put_in_usd: "0",
        index: (shown / (10_000 - whole)).toFixed(6),
        drawdown_percent: ((100 * (best - shown)) / best).toFixed(4),
      });
    }
    return marks;
  }

  equity(from, limit) {
    const within = this.marks.filter(({ time }) => !from || time >= from);
    const each = Math.ceil(within.length / limit);
    const items = within.filter((_, at) => (within.length - 1 - at) % each === 0);
    return { items, points: within.length, is_thinned: each > 1, is_cut: false };
  }

  page(before, limit) {
    const older = before ? this.trades.filter(({ seq }) => seq < before) : this.trades;
    const items = older.slice(-limit).reverse();
    return { items, ...(older.length > limit ? { next_before: items.at(-1).seq } : {}) };
  }

  profit(by, from, to) {
    const names = {
      day: (trade) => trade.time.slice(0, 10),
      owner: (trade) => trade.owner,
      instrument: (trade) => `paper:${trade.instrument}`,
      reason: (trade) => trade.exit,
    };
    const within = this.trades.filter(({ time }) => (!from || time >= from) && (!to || time < to));
    const groups = new Map();
    for (const trade of within) groups.set(names[by](trade), [...(groups.get(names[by](trade)) ?? []), trade]);
    const sums = (trades) => {
      const of = (name) => trades.reduce((total, trade) => total + Number(trade[name]), 0);
      const wins = trades.filter(({ result_usd }) => Number(result_usd) > 0).length;
      return {
        trades: trades.length,
        wins,
        losses: trades.length - wins,
        even: 0,
        unpriced: 0,
        result_usd: of("result_usd").toFixed(4),
        fees_usd: of("fees").toFixed(4),
      };
    };
    const items = [...groups].map(([name, trades]) => ({ name, ...sums(trades) }));
    items.sort((a, b) => (by === "day" ? b.name.localeCompare(a.name) : a.name.localeCompare(b.name)));
    return { by, items, total: sums(within) };
  }

  /** The treasury's words on one of its days; nothing on another. */
  report(day, equity) {
    const [sums] = this.profit("day", day, `${day}~`).items;
    if (!sums) return undefined;
    const marks = this.marks.filter(({ time }) => time.startsWith(day));
    const [first, last] = [marks[0]?.equity_usd ?? equity, marks.at(-1)?.equity_usd ?? equity];
    const closed = this.trades.filter(({ time }) => time.startsWith(day));
    return [
      `# Account paper, ${day} (UTC)`,
      "",
      "| | USD |\n|---|---:|",
      `| Equity at the start | ${first} |\n| Equity at the end | ${last} |`,
      `| Closed trades | ${sums.trades} |\n| Their result | ${sums.result_usd} |`,
      "",
      "## Closed",
      "",
      "| Instrument | Owner | Quantity | Result |\n|---|---|---:|---:|",
      ...closed.map(({ instrument, owner, quantity, result_usd }) => `| ${instrument} | ${owner} | ${quantity} | ${result_usd} |`),
      "",
      "## Rebalancing",
      "",
      "Nothing was far enough from its part.",
    ].join("\n");
  }
}
