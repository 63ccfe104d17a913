import { act, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { LedgerEvent } from "../api/types";
import { renderInDesk } from "../test/desk";
import { LedgerFeed } from "./LedgerFeed";

const event = (seq: number, kind: string, message: string): LedgerEvent => ({
  seq,
  kind,
  message,
  subject: "paper",
  time: "2025-04-03T17:05:00.000Z",
  data: {},
  hash: "",
});
const first = [event(2, "OrderFilled", "bought 0.1 BTCUSDT"), event(1, "IntentDenied", "POSITION_LIMIT")];

test("it stands still under the pointer and catches up afterwards", () => {
  const { store } = renderInDesk(<LedgerFeed />, { ledger: first });
  const list = screen.getByRole("list");
  fireEvent.mouseEnter(list);
  act(() => store.set({ ledger: [event(3, "AlertRaised", "something new"), ...first] }));
  expect(screen.queryByText("something new")).toBeNull();
  expect(screen.getByText("paused, 1 newer")).toBeTruthy();
  fireEvent.mouseLeave(list);
  expect(screen.getByText("something new")).toBeTruthy();
});

test("the filter looks at kinds and messages", async () => {
  renderInDesk(<LedgerFeed />, { ledger: first });
  await userEvent.type(screen.getByLabelText("Filter the ledger"), "filled btc");
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
  await userEvent.type(screen.getByLabelText("Filter the ledger"), " nothing");
  expect(screen.getByText("Nothing matches")).toBeTruthy();
});
