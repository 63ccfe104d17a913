import { text } from "./lots.mjs";

const dust_usd = 5;

function matches(lot, { instrument, owner }) {
  const symbol = instrument?.split(":").at(-1);
  return (
    lot.quantity > 0 &&
    (symbol === undefined || lot.instrument === symbol) &&
    (owner === undefined || lot.owner === owner || lot.owner.startsWith(`${owner}/`))
  );
}

/** What closing would take: an order for each lot that matches, and the dust that stays. */
export function planClose(desk, wish) {
  const closes = [];
  const left_out = [];
  for (const lot of desk.lots.all.filter((each) => matches(each, wish))) {
    const { price, digits } = desk.market.book(lot.instrument);
    const where = { account: "paper", owner: lot.owner, venue: "paper", instrument: lot.instrument };
    const value = lot.quantity * price;
    if (value < dust_usd) {
      const message = "Too little for the venue to take";
      left_out.push({ ...where, quantity: text(lot.quantity), code: "DUST", message });
      continue;
    }
    const fee = value * 0.001;
    closes.push({
      ...where,
      side: "SELL",
      quantity: text(lot.quantity),
      quote_asset: "USDT",
      price: price.toFixed(digits),
      price_age_ms: 40,
      value: text(value),
      fee: text(fee),
      cost: text(lot.cost),
      result: text(value - fee - lot.cost),
      cancels: lot.protection ? [lot.protection.intent_id] : [],
    });
  }
  const sum = (name) => text(closes.reduce((total, close) => total + Number(close[name]), 0));
  return { closes, left_out, value_usd: sum("value"), fee_usd: sum("fee"), result_usd: sum("result") };
}

const answered = new Map();

/** Does it, once for each id. */
export function close(desk, { close_id, reason, ...wish }) {
  const before = answered.get(close_id);
  if (before) return { ...before, is_repeat: true };
  const { closes, left_out } = planClose(desk, wish);
  const intents = closes.map(({ owner, instrument, quantity }) => {
    const book = desk.market.book(instrument);
    const human = { kind: "human", name: "operator" };
    const asked = { instrument, side: "SELL", type: "MARKET", quantity, order_quantity: quantity, reduce_only: true };
    const intent = desk.intent({ ...asked, owner, reason, state: "PROPOSED", proposer: human });
    return desk.trade(book, "SELL", Number(quantity), "operator", undefined, undefined, intent);
  });
  const answer = { close_id, is_repeat: false, intents, not_proposed: [], left_out };
  answered.set(close_id, answer);
  return answer;
}
