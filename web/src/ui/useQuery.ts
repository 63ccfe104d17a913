import { useCallback } from "react";
import { useLocation, useSearch } from "wouter";

/** What stands behind `?` in the address, and what changes parts of it; an empty part goes. The page stays where it is. */
export function useQuery(): [query: URLSearchParams, change: (parts: Record<string, string | undefined>) => void] {
  const search = useSearch();
  const [path, go] = useLocation();
  const change = useCallback(
    (parts: Record<string, string | undefined>) => {
      const next = new URLSearchParams(search);
      for (const [name, value] of Object.entries(parts))
        if (value) next.set(name, value);
        else next.delete(name);
      const text = next.toString();
      go(text ? `${path}?${text}` : path, { replace: true });
    },
    [search, path, go],
  );
  return [new URLSearchParams(search), change];
}
