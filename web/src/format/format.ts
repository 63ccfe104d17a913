import type { Instrument } from "../api/types";
import { places } from "./decimal";
import { money, padded, significant, signedMoney, type Text } from "./number";

/** Whatever is of one instrument: an order, a fill, a position, a quote. */
export interface Traded {
  venue: string;
  instrument: string;
}

/** Numbers with the digits of what they measure: a price's are its tick's, a quantity's its lot's. */
export interface Format {
  /** As sent: every digit, and zeros up to the tick's. */
  price(of: Traded, decimal: Text): string;
  /** Of a computed price, such as an average: rounded to the tick, and where that is coarse to five digits. */
  average(of: Traded, decimal: Text): string;
  /** As sent: every digit, and zeros up to the lot's. */
  quantity(of: Traded, decimal: Text): string;
  /** Of any asset: two digits of dollars, of others as many as the prices in it have. */
  money(asset: string | undefined, decimal: Text): string;
  signedMoney(asset: string | undefined, decimal: Text): string;
  /** The asset its prices are in. */
  quoteOf(of: Traded): string | undefined;
  /** What the venue trades it by, once that is known. */
  instrumentOf(of: Traded): Instrument | undefined;
}

/** Assets that are counted in cents. */
const dollars = /^(?:[BFT]?USD[A-Z0-9]?|DAI)$/;
const digits_of_average = 5;
const digits_of_money = 2;
/** Of an asset that no price is in. */
const digits_unknown = 8;

const kept = new WeakMap<readonly Instrument[], Format>();
const none: readonly Instrument[] = [];

/** The same format for the same instruments: it is asked for in every row. */
export function formatOf(instruments: readonly Instrument[] = none): Format {
  const before = kept.get(instruments);
  if (before) return before;
  const made = createFormat(instruments);
  kept.set(instruments, made);
  return made;
}

function createFormat(instruments: readonly Instrument[]): Format {
  const traded = new Map<string, { instrument: Instrument; tick: number; lot: number }>();
  const assets = new Map<string, number>();
  for (const instrument of instruments) {
    const [tick, lot] = [places(instrument.tick), places(instrument.lot)];
    traded.set(key(instrument), { instrument, tick, lot });
    assets.set(instrument.quote, Math.max(tick, assets.get(instrument.quote) ?? 0));
  }
  const tick = (of: Traded) => traded.get(key(of))?.tick;
  const range = (asset = ""): [least: number, most: number] => {
    const most = dollars.test(asset) ? digits_of_money : (assets.get(asset) ?? digits_unknown);
    return [Math.min(digits_of_money, most), most];
  };
  return {
    price: (of, decimal) => padded(decimal, tick(of) ?? 2),
    average: (of, decimal) => significant(decimal, tick(of) ?? 2, digits_of_average),
    quantity: (of, decimal) => padded(decimal, traded.get(key(of))?.lot ?? 0),
    money: (asset, decimal) => money(decimal, ...range(asset)),
    signedMoney: (asset, decimal) => signedMoney(decimal, ...range(asset)),
    quoteOf: (of) => traded.get(key(of))?.instrument.quote,
    instrumentOf: (of) => traded.get(key(of))?.instrument,
  };
}

function key({ venue, instrument }: Traded): string {
  return `${venue}:${instrument}`;
}
