import { useEffect } from "react";
import { useLocation } from "wouter";
import { addressOf, pages } from "../pages/table";
import { isTyping } from "./isTyping";

const together_ms = 1_200;

/** G and then a page's key goes there. */
export function usePageKeys(): void {
  const [, go] = useLocation();
  useEffect(() => {
    let pressed = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isTyping(event.target)) return;
      if (event.key === "g") {
        pressed = event.timeStamp;
        return;
      }
      const page = event.timeStamp - pressed < together_ms && pages.find(({ key }) => key === event.key);
      pressed = Number.NEGATIVE_INFINITY;
      if (!page || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      go(addressOf(page));
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [go]);
}
