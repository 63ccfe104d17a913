import { useEffect, useMemo } from "react";
import { PageLoader, type Loaded, type Page } from "./pageLoader";
import { useStore } from "./store";

interface Pages<T> {
  /** Says everything that `ask` depends on; without it nothing is asked. */
  key: string | undefined;
  ask(before?: number): Promise<Page<T>>;
  keyOf(item: T): string;
  most: number;
  /** Each time this is another value, what is new is asked for. */
  changed?: unknown;
}

/** A list that is loaded page by page, and begins anew with another key. */
export function usePages<T>({ key, ask, keyOf, most, changed }: Pages<T>): Loaded<T> & Pick<PageLoader<T>, "more" | "all"> {
  // With the same key they are the same.
  const loader = useMemo(() => new PageLoader<T>({ ask, keyOf, most }), [key]);
  useEffect(() => {
    if (key !== undefined) void loader.refresh();
  }, [loader, key, changed]);
  return { ...useStore(loader.store, whole<T>), more: loader.more, all: loader.all };
}

function whole<T>(loaded: Loaded<T>): Loaded<T> {
  return loaded;
}
