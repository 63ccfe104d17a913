import type { Profit, ProfitBy } from "../api/types";
import { ownerText } from "../book/lots";
import { ResultList } from "./ResultList";

interface Words {
  title: string;
  /** As a person reads the name. */
  text(name: string): string;
  /** What the list of closed trades is narrowed to. */
  narrows(name: string): string;
}

const by: Record<Exclude<ProfitBy, "day">, Words> = {
  owner: { title: "Owner", text: ownerText, narrows: (name) => name },
  instrument: { title: "Instrument", text: symbolOf, narrows: symbolOf },
  reason: { title: "Reason", text: (name) => name || "without a reason", narrows: (name) => name },
};

/** What closed trades came to by owner, instrument or reason; each name leads to its trades. */
export function ResultsBy({ of, profit }: { of: keyof typeof by; profit: Profit }) {
  const { title, text, narrows } = by[of];
  return (
    <ResultList
      title={title}
      items={profit.items}
      leftOut={profit.left_out}
      text={text}
      href={(name) => `/portfolio/trades?${of}=${encodeURIComponent(narrows(name))}`}
    />
  );
}

/** "paper:BTCUSDT" is BTCUSDT. */
function symbolOf(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
