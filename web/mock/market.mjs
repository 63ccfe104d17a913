/** A small random market: enough to have something to look at. */
export function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export class Market {
  /** `more` is how many instruments there are beside the four that have a name. */
  constructor(random, now, more = 0) {
    this.random = random;
    const others = Array.from({ length: more }, (_, at) => {
      const base = `C${String(at + 1).padStart(3, "0")}`;
      return { id: `${base}USDT`, base, price: 1 + at * 3.7, digits: 4, lot: "0.01" };
    });
    this.books = [
      { id: "BTCUSDT", base: "BTC", price: 96_400, digits: 2, lot: "0.00001" },
      { id: "ETHUSDT", base: "ETH", price: 3_310, digits: 2, lot: "0.0001" },
      { id: "SOLUSDT", base: "SOL", price: 188, digits: 2, lot: "0.001" },
      { id: "PEPEUSDT", base: "PEPE", price: 0.00000812, digits: 8, lot: "1" },
      ...others,
    ].map((book) => ({ ...book, drift: 0, candles: [] }));
    const first = Math.floor(now / 60_000) * 60_000 - 500 * 60_000;
    for (const book of this.books)
      for (let time = first; time < now; time += 60_000) {
        this.begin(book, time);
        for (let step = 0; step < 12; step++) this.step(book, 0.00022);
      }
  }

  begin(book, time) {
    const price = book.price;
    book.candles.push({ time, open: price, high: price, low: price, close: price, volume: 0 });
    if (book.candles.length > 1500) book.candles.shift();
  }

  step(book, size) {
    if (this.random() < 0.012) book.drift = (this.random() - 0.48) * 0.00012;
    book.price *= 1 + book.drift + (this.random() + this.random() + this.random() - 1.5) * size;
    const last = book.candles.at(-1);
    last.close = book.price;
    last.high = Math.max(last.high, book.price);
    last.low = Math.min(last.low, book.price);
    last.volume += this.random() * 4;
  }

  /** Moves every price once; gives the candles that became complete. */
  tick(now) {
    const complete = [];
    for (const book of this.books) {
      const last = book.candles.at(-1);
      if (now - last.time >= 60_000) {
        complete.push({ venue: "paper", instrument: book.id, interval_ms: 60_000, ...this.written(book, last) });
        this.begin(book, Math.floor(now / 60_000) * 60_000);
      }
      this.step(book, 0.00008);
    }
    return complete;
  }

  /** Of a symbol, or of venue:SYMBOL. */
  book(id) {
    const symbol = id.split(":").at(-1);
    return this.books.find((book) => book.id === symbol);
  }

  quote(book, now) {
    return {
      venue: "paper",
      instrument: book.id,
      bid: book.price.toFixed(book.digits),
      ask: (book.price * 1.00003 + 10 ** -book.digits).toFixed(book.digits),
      bid_size: "10",
      ask_size: "10",
      time: new Date(now).toISOString(),
      age_ms: 40,
    };
  }

  written(book, candle) {
    const text = (value) => value.toFixed(book.digits);
    return {
      open_time: new Date(candle.time).toISOString(),
      open: text(candle.open),
      high: text(candle.high),
      low: text(candle.low),
      close: text(candle.close),
      volume: candle.volume.toFixed(4),
    };
  }

  candles(book, interval_ms, limit) {
    const merged = new Map();
    for (const candle of book.candles.slice(0, -1)) {
      const time = Math.floor(candle.time / interval_ms) * interval_ms;
      const into = merged.get(time);
      if (!into) merged.set(time, { ...candle, time });
      else {
        into.high = Math.max(into.high, candle.high);
        into.low = Math.min(into.low, candle.low);
        into.close = candle.close;
        into.volume += candle.volume;
      }
    }
    return [...merged.values()].slice(-limit).map((candle) => this.written(book, candle));
  }
}
