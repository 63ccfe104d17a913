import { useEffect, useRef, useState } from "react";
import { useAccount, useDesk } from "../store/context";
import { lastLook, type Look } from "./lastLook";

/** Whoever was away for less is still there. */
const away_ms = 5 * 60_000;
const keep_every_ms = 10_000;

/**
 * The look before this visit, and what makes now the look that counts. While the overview is in sight, each moment is a
 * look; a tab that comes back after a while begins from when it was left. Null while it is not known which desk this is.
 */
export function useLook(): { before: Look | undefined | null; seen(): void } {
  const account = useAccount();
  const seq = useDesk((desk) => desk.status?.last_seq);
  const time = useDesk((desk) => desk.status?.time);
  const equity_usd = useDesk((desk) => desk.portfolio?.equity_usd);
  const [before, setBefore] = useState(() => lastLook.before());
  const now = useRef<Look>(undefined);
  const kept = useRef(0);
  useEffect(() => {
    now.current = account !== undefined && seq !== undefined && time ? { seq, time, account, equity_usd } : undefined;
    if (document.hidden || now.current === undefined || Date.now() - kept.current < keep_every_ms) return;
    kept.current = Date.now();
    lastLook.keep(now.current);
  }, [account, seq, time, equity_usd]);
  const begin = (look: Look | undefined) => {
    if (look) lastLook.begin(look);
    setBefore(look);
  };
  useEffect(() => {
    let left = Date.now();
    const onChange = () => {
      if (document.hidden) {
        left = Date.now();
        if (now.current) lastLook.keep(now.current);
      } else if (Date.now() - left > away_ms) begin(lastLook.read());
    };
    document.addEventListener("visibilitychange", onChange);
    return () => {
      document.removeEventListener("visibilitychange", onChange);
      if (now.current && !document.hidden) lastLook.keep(now.current);
    };
  }, []);
  // A look further than the ledger is was at another desk.
  const isOfThis = before !== undefined && seq !== undefined && before.seq <= seq;
  return { before: seq === undefined ? null : isOfThis ? before : undefined, seen: () => begin(now.current) };
}
