import type { Trade } from "../api/types";
import { useAccess, useAccount, useDesk } from "../store/context";
import type { Loaded, PageLoader } from "../store/pageLoader";
import { usePages } from "../store/usePages";

/** The desk keeps so many of an account whole. */
export const trades_max = 10_000;

/** One fill may close the lots of several owners. */
export function tradeKey({ account, seq, owner }: Trade): string {
  return `${account} ${seq} ${owner}`;
}

/** The closed trades of the account that is looked at; each fill may have closed another one. */
export function useTrades(): Loaded<Trade> & Pick<PageLoader<Trade>, "more" | "all"> {
  const { client } = useAccess();
  const account = useAccount();
  const fills = useDesk((desk) => desk.fills);
  return usePages<Trade>({
    key: account,
    ask: (before) => client.trades(account ?? "", before),
    keyOf: tradeKey,
    most: trades_max,
    changed: fills,
  });
}

/** How many of the newest are looked at where only those matter. */
export const recent_trades = 200;

/** The newest closed trades alone. */
export function useRecentTrades(): readonly Trade[] | undefined {
  const { client } = useAccess();
  const account = useAccount();
  const fills = useDesk((desk) => desk.fills);
  return usePages<Trade>({
    key: account,
    ask: () => client.trades(account ?? "", undefined, recent_trades),
    keyOf: tradeKey,
    most: recent_trades,
    changed: fills,
  }).items;
}
