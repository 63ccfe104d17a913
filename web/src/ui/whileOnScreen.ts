type Ends = () => void;

/** What is to be done for an element while it can be seen, and how it was ended last. */
const watched = new Map<Element, { begin: () => Ends; end?: Ends }>();
let observer: IntersectionObserver | undefined;

function onChange(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    const work = watched.get(target);
    if (!work) continue;
    if (isIntersecting) work.end ??= work.begin();
    else {
      work.end?.();
      delete work.end;
    }
  }
}

/**
 * Begins when the element comes into view and ends when it leaves: a table of hundreds of rows costs what is seen of it. One
 * observer serves all. Ends for good when the returned function is called.
 */
export function whileOnScreen(element: Element | null, begin: () => Ends): Ends {
  // A document that is drawn nowhere has no view.
  if (!element || typeof IntersectionObserver === "undefined") return begin();
  observer ??= new IntersectionObserver(onChange);
  watched.set(element, { begin });
  observer.observe(element);
  return () => {
    watched.get(element)?.end?.();
    watched.delete(element);
    observer?.unobserve(element);
  };
}
