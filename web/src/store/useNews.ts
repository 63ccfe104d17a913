import { useEffect, useRef } from "react";
import { useDesk } from "./context";

/** Calls back when a row of such a kind arrives in the ledger while the component is there, and not for those before. */
export function useNews(kinds: RegExp, onNews: () => void): void {
  const ledger = useDesk((desk) => desk.ledger);
  const seen = useRef<number>(undefined);
  useEffect(() => {
    if (!ledger) return;
    const before = seen.current;
    seen.current = ledger[0]?.seq ?? 0;
    if (before !== undefined && ledger.some(({ seq, kind }) => seq > before && kinds.test(kind))) onNews();
    // Whoever listens may be another function each time: only the rows matter.
  }, [ledger]);
}
