import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../api/problem";
import { dismissToast, showToast, toasts, withToast, type Toast } from "./toasts";

const toast = (change: Partial<Toast> = {}): Toast => ({ id: "t", title: "T", tone: "neutral", isBusy: false, ...change });
const shown = () => toasts.get().items;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  toasts.set({ items: [] });
  vi.useRealTimers();
});

test("what went well leaves after eight seconds, and not before", () => {
  showToast(toast({ tone: "good" }));
  vi.advanceTimersByTime(7_999);
  expect(shown()).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(shown()).toHaveLength(0);
});

test.each([{ tone: "bad" as const }, { isBusy: true }])("what is %j stays until it is dismissed", (change) => {
  showToast(toast(change));
  vi.advanceTimersByTime(3_600_000);
  expect(shown()).toHaveLength(1);
  dismissToast("t");
  expect(shown()).toHaveLength(0);
});

test("bad news that is kept elsewhere leaves by itself", () => {
  showToast(toast({ tone: "bad", isNews: true }));
  vi.advanceTimersByTime(7_999);
  expect(shown()).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(shown()).toHaveLength(0);
});

test("the outcome is said in the same place, and its time begins then", () => {
  showToast(toast({ isBusy: true }));
  showToast(toast({ id: "other", isBusy: true }));
  vi.advanceTimersByTime(60_000);
  showToast(toast({ tone: "good", outcome: "done" }));
  expect(shown().map(({ id, outcome }) => [id, outcome])).toEqual([
    ["t", "done"],
    ["other", undefined],
  ]);
  vi.advanceTimersByTime(8_000);
  expect(shown().map(({ id }) => id)).toEqual(["other"]);
});

test("saying it again begins its time again", () => {
  showToast(toast());
  vi.advanceTimersByTime(5_000);
  showToast(toast());
  vi.advanceTimersByTime(7_999);
  expect(shown()).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(shown()).toHaveLength(0);
});

test("of more than five the newest stay", () => {
  for (let at = 0; at < 6; at++) showToast(toast({ id: String(at) }));
  expect(shown().map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5"]);
});

test("work is shown while it goes on, and then what came of it", async () => {
  let finish: (value: number) => void = () => {};
  const result = withToast("Sending", () => new Promise<number>((resolve) => (finish = resolve)), (count) => `${count} sent`);
  expect(shown()).toMatchObject([{ title: "Sending", isBusy: true }]);
  finish(3);
  expect(await result).toBe(3);
  expect(shown()).toMatchObject([{ outcome: "3 sent", tone: "good", isBusy: false }]);
});

test("work that failed says why, stays, and is thrown on", async () => {
  const problem = new Problem(409, "conflict", "Too late", "It has expired.");
  await expect(withToast("Sending", () => Promise.reject(problem), String)).rejects.toBe(problem);
  expect(shown()).toMatchObject([{ outcome: "Too late. It has expired.", tone: "bad" }]);
});
