import { useState } from "react";
import type { Approval } from "../api/types";
import { isWaiting, keptCards } from "./keptCards";

/** The cards to show, and what takes the decided ones away. */
export function useKeptCards(approvals: readonly Approval[] | undefined, now: number) {
  const [seen, setSeen] = useState<readonly Approval[]>();
  const [cards, setCards] = useState<readonly Approval[]>([]);
  if (approvals !== undefined && approvals !== seen) {
    setSeen(approvals);
    setCards(keptCards(cards, approvals, now));
  }
  const clear = () => setCards(cards.filter((card) => isWaiting(card, now)));
  return { cards, clear };
}
