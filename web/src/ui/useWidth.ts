import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** How wide an element is, in pixels, for what is drawn to fit it. Where there is no layout it stays as at first. */
export function useWidth<T extends Element>(first: number): [RefObject<T | null>, number] {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched || typeof ResizeObserver === "undefined") return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const now = Math.round(entry?.contentRect.width ?? 0);
      if (now > 0) setWidth(now);
    });
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
