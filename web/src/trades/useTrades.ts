import { useEffect, useMemo } from "react";
import { useAccess, useAccount, useDesk } from "../store/context";
import { useStore } from "../store/store";
import { TradeLoader, type LoadedTrades } from "./tradeLoader";

/** The closed trades of the account that is looked at; each fill may have closed another one. */
export function useTrades(): LoadedTrades & Pick<TradeLoader, "more" | "all"> {
  const { client } = useAccess();
  const account = useAccount();
  const fills = useDesk((desk) => desk.fills);
  const loader = useMemo(
    () =>
      new TradeLoader((before) =>
        account === undefined ? new Promise(() => {}) : client.trades(account, before),
      ),
    [client, account],
  );
  useEffect(() => void loader.refresh(), [loader, fills]);
  return { ...useStore(loader.store, whole), more: loader.more, all: loader.all };
}

const whole = (loaded: LoadedTrades) => loaded;
