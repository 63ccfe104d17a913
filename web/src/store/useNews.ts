import { useEffect, useRef } from "react";
import { useDesk } from "./context";

/** A burst of rows is one piece of news. */
const gather_ms = 500;

/** Calls back soon after rows of such a kind arrive in the ledger while the component is there, not for those before. */
export function useNews(kinds: RegExp, onNews: () => void): void {
  const ledger = useDesk((desk) => desk.ledger);
  const seen = useRef<number>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef(onNews);
  useEffect(() => {
    newest.current = onNews;
  });
  useEffect(() => {
    if (!ledger) return;
    const before = seen.current;
    seen.current = ledger[0]?.seq ?? 0;
    if (before === undefined || !ledger.some(({ seq, kind }) => seq > before && kinds.test(kind))) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      newest.current();
    }, gather_ms);
  }, [ledger, kinds]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
