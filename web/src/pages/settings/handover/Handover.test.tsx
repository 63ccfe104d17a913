import { act, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renderInDesk } from "../../../test/desk";
import { Handover } from "./Handover";

vi.mock("../../../ui/QrCode", () => ({ default: ({ text }: { text: string }) => <p>code of {text}</p> }));

const old = { id: "t1", user: "operator", name: "Chrome on Linux", kind: "session" };
const phone = { id: "t2", user: "operator", name: "Chrome on Android", kind: "session" };
const url = "http://127.0.0.1:8420/#link=sl_1";

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
});
afterEach(() => vi.useRealTimers());

function show(tokens = vi.fn().mockResolvedValue([old])) {
  const signInLink = vi.fn().mockResolvedValue({ url, expires_in_s: 20 });
  return { ...renderInDesk(<Handover />, {}, { tokens, signInLink }), tokens, signInLink };
}
const make = () => fireEvent.click(screen.getByRole("button", { name: "Make a code" }));

test("the code holds a link that keeps the other browser signed in, unless that is not wanted", async () => {
  show();
  make();
  expect((await screen.findByText(/^code of/)).textContent).toMatch(/#link=sl_1&stay=1$/);
  fireEvent.click(screen.getByRole("checkbox", { name: /^Stay signed in there/ }));
  expect(screen.getByText(/^code of/).textContent).toMatch(/#link=sl_1$/);
});

test("who came in with it is said, and the code is gone", async () => {
  const tokens = vi.fn().mockResolvedValueOnce([old]).mockResolvedValueOnce([old]).mockResolvedValue([old, phone]);
  show(tokens);
  make();
  await screen.findByText(/^code of/);
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  expect(screen.queryByText(/is signed in/)).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  expect(screen.getByText("Chrome on Android is signed in.")).toBeTruthy();
  expect(screen.queryByText(/^code of/)).toBeNull();
});

test("one that was not used in time is of no use, and is not shown any more", async () => {
  show();
  make();
  await screen.findByText(/^code of/);
  expect(screen.getByRole("timer").textContent).toMatch(/^0:(20|1\d)/);
  await act(() => vi.advanceTimersByTimeAsync(21_000));
  expect(screen.queryByText(/^code of/)).toBeNull();
  expect(screen.getByRole("button", { name: "Make another code" })).toBeTruthy();
});
