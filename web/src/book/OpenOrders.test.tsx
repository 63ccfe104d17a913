import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Order } from "../api/types";
import { renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { OpenOrders } from "./OpenOrders";

const order = (change: Partial<Order> = {}): Order => ({
  intent_id: "i1",
  client_order_id: "sd-1",
  account: "paper",
  owner: "people",
  venue: "paper",
  instrument: "BTCUSDT",
  side: "SELL",
  type: "STOP_LOSS",
  time_in_force: "GTC",
  quantity: "0.01",
  filled: "0",
  stop_price: "58000",
  is_protection: false,
  state: "ACCEPTED",
  is_cancel_requested: false,
  proposer: { kind: "human", name: "operator" },
  reason: "",
  time: "2025-04-03T09:00:00.000Z",
  ...change,
});

test("an order says in words what it waits for", () => {
  renderInDesk(<OpenOrders />, { orders: [order()] });
  expect(screen.getByRole("cell", { name: "stop at 58,000.00 → market" })).toBeTruthy();
});

test("an order by hand can be cancelled; one that protects a lot is changed at the lot", async () => {
  const cancel = vi.fn().mockResolvedValue({});
  const guard = order({ intent_id: "i2", client_order_id: "sd-2", is_protection: true, stop_price: "57000" });
  renderInDesk(<OpenOrders />, { orders: [order(), guard] }, { cancel });
  const row = within(screen.getByRole("row", { name: /57,000/ }));
  expect(row.getByText("protects")).toBeTruthy();
  expect(row.queryByRole("button")).toBeNull();
  await press("Cancel SELL 0.01 BTCUSDT");
  expect(cancel).toHaveBeenCalledWith("i1");
});
