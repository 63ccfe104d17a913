import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Order } from "../api/types";
import { renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { CancelMine } from "./CancelMine";

const order = (id: string): Order =>
  ({
    intent_id: id,
    client_order_id: `sd-${id}`,
    venue: "paper",
    instrument: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    limit_price: "64000",
    quantity: "0.01",
  }) as Order;

test("all of mine are cancelled after a look, and one that fails keeps no other from it", async () => {
  const cancel = vi
    .fn()
    .mockRejectedValueOnce(new Problem(409, "conflict", "The state has moved on", "It is filled."))
    .mockResolvedValue({});
  const { refresh } = renderInDesk(<CancelMine orders={[order("i1"), order("i2")]} />, {}, { cancel });
  await userEvent.click(screen.getByRole("button", { name: "Cancel my 2…" }));
  expect(cancel).not.toHaveBeenCalled();
  expect(screen.getAllByRole("listitem")).toHaveLength(2);
  await press("Cancel all 2");
  await screen.findByText("1 of 2 asked to be cancelled.");
  expect(cancel.mock.calls).toEqual([["i1"], ["i2"]]);
  expect(screen.getByRole("alert").textContent).toContain("It is filled.");
  expect(refresh).toHaveBeenCalledWith("orders", "intents");
});

test("where nothing is mine there is no button", () => {
  renderInDesk(<CancelMine orders={[]} />);
  expect(screen.queryByRole("button")).toBeNull();
});
