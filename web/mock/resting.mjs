/** Whether the price has come to what an order waits for, and at what it then trades; undefined while it waits. */
export function reached(order, price) {
  const { type, side } = order;
  const [limit, stop] = [Number(order.limit_price), Number(order.stop_price)];
  const sells = side === "SELL";
  const beyond = (level, isAbove) => (isAbove ? price >= level : price <= level);
  if (type === "LIMIT" || type === "LIMIT_MAKER" || type === "OCO") if (beyond(limit, sells)) return limit;
  if (type === "TAKE_PROFIT" || type === "TAKE_PROFIT_LIMIT") return beyond(stop, sells) ? price : undefined;
  if (stop > 0 && beyond(stop, !sells)) return price;
  return undefined;
}

/** The stop of what trails, moved behind the best price. */
export function trail(order, price, digits) {
  if (order.trailing_bp === undefined) return;
  const sells = order.side === "SELL";
  const behind = price * (1 + ((sells ? -1 : 1) * order.trailing_bp) / 10_000);
  const before = order.stop_price === undefined ? undefined : Number(order.stop_price);
  if (before === undefined || (sells ? behind > before : behind < before)) order.stop_price = behind.toFixed(digits);
}

/** The order that does what a protection says. */
export function guardOf({ stop_price, take_profit_price, trailing_bp }) {
  const stop = { ...(stop_price ? { stop_price } : {}), ...(trailing_bp ? { trailing_bp } : {}) };
  if (take_profit_price && (stop_price || trailing_bp)) return { type: "OCO", limit_price: take_profit_price, ...stop };
  if (take_profit_price) return { type: "TAKE_PROFIT", stop_price: take_profit_price };
  return { type: trailing_bp ? "TRAILING_STOP" : "STOP_LOSS", ...stop };
}
