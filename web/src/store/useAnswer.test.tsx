import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { useAnswer } from "./useAnswer";

test("an answer to another question is never shown", async () => {
  let late: (value: string) => void = () => {};
  const ask = vi.fn().mockReturnValueOnce(new Promise<string>((resolve) => (late = resolve))).mockResolvedValueOnce("two");
  const { result, rerender } = renderHook(({ key }) => useAnswer<string>(key, ask), { initialProps: { key: "one" } });
  expect(result.current).toMatchObject({ value: undefined, isAsking: true });
  rerender({ key: "two" });
  await waitFor(() => expect(result.current.value).toBe("two"));
  await act(async () => late("one"));
  expect(result.current.value).toBe("two");
});

test("what was answered stays while it is asked again, also where that fails", async () => {
  const ask = vi.fn().mockResolvedValueOnce(1).mockRejectedValueOnce(Problem.offline()).mockResolvedValueOnce(3);
  const { result } = renderHook(() => useAnswer<number>("k", ask));
  await waitFor(() => expect(result.current.value).toBe(1));
  act(() => result.current.again());
  await waitFor(() => expect(result.current.problem?.code).toBe("OFFLINE"));
  expect(result.current.value).toBe(1);
  act(() => result.current.again());
  await waitFor(() => expect(result.current).toMatchObject({ value: 3, problem: undefined }));
});

test("without a key nothing is asked", () => {
  const ask = vi.fn();
  const { result } = renderHook(() => useAnswer(undefined, ask));
  expect(ask).not.toHaveBeenCalled();
  expect(result.current.isAsking).toBe(false);
});
