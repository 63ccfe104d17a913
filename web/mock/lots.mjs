/** Digits without the zeros that say nothing. */
export function text(value, digits = 8) {
  const written = value.toFixed(digits);
  return written.includes(".") ? written.replace(/\.?0+$/, "") : written;
}

/** As many whole lots as there are in it. */
export function onLot({ lot }, quantity) {
  const digits = lot.split(".")[1]?.length ?? 0;
  return Number((Math.floor(quantity * 10 ** digits + 1e-6) / 10 ** digits).toFixed(digits));
}

/** What each owner holds of each instrument. Nobody is ever short here. */
export class Lots {
  all = [];

  constructor(market) {
    this.market = market;
  }

  of(instrument, owner) {
    return this.all.find((lot) => lot.instrument === instrument && lot.owner === owner);
  }

  buy(instrument, owner, quantity, price) {
    let lot = this.of(instrument, owner);
    if (!lot) this.all.push((lot = { instrument, owner, quantity: 0, cost: 0, realised: 0 }));
    lot.quantity += quantity;
    lot.cost += quantity * price;
  }

  /** From the owner's own lot, and what is missing there from the others; gives what was earned. */
  sell(instrument, owner, quantity, price) {
    const own = this.of(instrument, owner);
    const others = this.all.filter((lot) => lot.instrument === instrument && lot !== own);
    let left = quantity;
    let earned = 0;
    for (const lot of own ? [own, ...others] : others) {
      const part = Math.min(left, lot.quantity);
      if (part <= 0) continue;
      const cost = (lot.cost / lot.quantity) * part;
      earned += part * price - cost;
      lot.realised += part * price - cost;
      lot.cost -= cost;
      lot.quantity = Number((lot.quantity - part).toFixed(9));
      if (lot.quantity === 0) lot.cost = 0;
      left -= part;
    }
    return earned;
  }

  positions() {
    const names = [...new Set(this.all.map((lot) => lot.instrument))];
    return names.map((instrument) => {
      const book = this.market.book(instrument);
      const lots = this.all.filter((lot) => lot.instrument === instrument);
      const sum = (name) => lots.reduce((total, lot) => total + lot[name], 0);
      const figures = ({ quantity, cost, realised }) => ({
        quantity: text(quantity),
        average_price: text(quantity > 0 ? cost / quantity : 0, book.digits + 4),
        cost: text(cost),
        realised: text(realised),
        unrealised_usd: text(quantity * book.price - cost),
      });
      const whole = { quantity: sum("quantity"), cost: sum("cost"), realised: sum("realised") };
      return {
        account: "paper",
        venue: "paper",
        instrument,
        quote_asset: "USDT",
        ...figures(whole),
        realised_usd: text(whole.realised),
        mark_price: book.price.toFixed(book.digits),
        value_usd: text(whole.quantity * book.price),
        reserved_buy_usd: "0",
        reserved_sell_usd: "0",
        owners: lots.map((lot) => ({
          owner: lot.owner,
          ...figures(lot),
          is_dust: lot.quantity > 0 && lot.quantity * book.price < 5,
          ...(lot.protection ? { protection: lot.protection } : {}),
        })),
      };
    });
  }
}
