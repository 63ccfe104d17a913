import { useEffect, type RefObject } from "react";
import { isTyping } from "../shell/isTyping";

const answers: Readonly<Record<string, string>> = { a: "approve", d: "decline", m: "modify" };
/** After G a letter names a page. */
const together_ms = 1_200;

/**
 * J and K go from card to card, and A, D and M press the buttons of the card the focus is in; what a button does not do for
 * a click (it has just appeared, it is off) it does not do for a key either.
 */
export function useCardKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let went = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      const isPage = event.timeStamp - went < together_ms;
      went = key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (isPage || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      const cards = [...(list.current?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
      const at = cards.findIndex((card) => card.contains(document.activeElement));
      if (key === "j" || key === "k") {
        const next = at < 0 ? 0 : at + (key === "j" ? 1 : -1);
        const card = cards[Math.min(cards.length - 1, Math.max(0, next))];
        if (!card) return;
        event.preventDefault();
        card.focus();
        card.scrollIntoView?.({ block: "nearest" });
        return;
      }
      const answer = answers[key];
      const button = answer && cards[at]?.querySelector<HTMLElement>(`[data-answer="${answer}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [list]);
}
