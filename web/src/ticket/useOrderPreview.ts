import { useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { NewIntent, Preview } from "../api/types";
import { useAccess } from "../store/context";

const settle_ms = 500;

export interface Previewed {
  preview: Preview | undefined;
  problem: Problem | undefined;
}

const nothing: Previewed = { preview: undefined, problem: undefined };

/**
 * What the desk would say to an order, once its draft has stood still for a moment. It is asked for again when `key`
 * changes, which names what a person chose, and not when a price moves; an empty key asks for nothing.
 */
export function useOrderPreview(key: string, order: () => Omit<NewIntent, "intent_id">): Previewed {
  const { client } = useAccess();
  const [answered, setAnswered] = useState<Previewed & { key: string }>();
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  });
  useEffect(() => {
    if (key === "") return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      client.preview(latest.current()).then(
        (preview) => wanted && setAnswered({ key, preview, problem: undefined }),
        (error: unknown) => wanted && setAnswered({ key, preview: undefined, problem: asProblem(error) }),
      );
    }, settle_ms);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, key]);
  return key !== "" && answered?.key === key ? answered : nothing;
}
