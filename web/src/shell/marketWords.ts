import type { Status } from "../api/types";

/** Says where prices come from and whether money is real, so that nobody can mistake practice for the real thing. */
export function marketWords(status: Status): { money: string; prices: string; long: string } {
  const { source, message, is_real, is_healthy } = status.market;
  const kind = {
    simulated: "simulated prices",
    replay: "replayed prices",
    binance: "live prices",
    manual: "prices by hand",
  };
  const prices = is_healthy ? kind[source] : `${kind[source]}, feed broken`;
  const money = status.venues.every((venue) => venue === "paper") ? "Paper money" : "Real money";
  return {
    money,
    prices,
    long: `Orders go to ${status.venues.join(", ")}. Market: ${message} (${is_real ? "real" : "made up"}).`,
  };
}
