import { asProblem } from "../../api/problem";
import { createStore } from "../../store/store";

export type ToastTone = "neutral" | "good" | "bad" | "asking";

/** Something that happened, and what came of it: the same toast says both. */
export interface Toast {
  id: string;
  title: string;
  /** What came of it, once known. */
  outcome?: string;
  tone: ToastTone;
  /** Where it can be looked at. */
  href?: string;
  /** Still going on: it stays. */
  isBusy: boolean;
  /** It can be read elsewhere too, such as in the bell: it leaves by itself however bad it is. */
  isNews?: boolean;
}

const kept_max = 5;
const shown_after_ms = 8_000;

/** All toasts, the newest last. */
export const toasts = createStore<{ items: readonly Toast[] }>({ items: [] });
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Shows it, or changes the one of this id. What went well leaves by itself; what did not stays until it is dismissed. */
export function showToast(toast: Toast): void {
  toasts.set(({ items }) => ({
    items: (items.some(({ id }) => id === toast.id)
      ? items.map((each) => (each.id === toast.id ? toast : each))
      : [...items, toast]
    ).slice(-kept_max),
  }));
  clearTimeout(timers.get(toast.id));
  timers.delete(toast.id);
  if (toast.isBusy || (toast.tone === "bad" && !toast.isNews)) return;
  timers.set(
    toast.id,
    setTimeout(() => dismissToast(toast.id), shown_after_ms),
  );
}

export function dismissToast(id: string): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  toasts.set(({ items }) => ({ items: items.filter((each) => each.id !== id) }));
}

let count = 0;

/** Shows that `work` is going on, and then its outcome in the same place. The problem is also thrown on. */
export async function withToast<T>(title: string, work: () => Promise<T>, outcome: (result: T) => string): Promise<T> {
  const id = `work ${++count}`;
  showToast({ id, title, tone: "neutral", isBusy: true });
  try {
    const result = await work();
    showToast({ id, title, outcome: outcome(result), tone: "good", isBusy: false });
    return result;
  } catch (error) {
    const problem = asProblem(error);
    showToast({ id, title, outcome: `${problem.title}. ${problem.detail}`.trim(), tone: "bad", isBusy: false });
    throw error;
  }
}
