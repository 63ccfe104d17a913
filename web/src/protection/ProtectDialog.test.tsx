import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { LotProtection, Quote } from "../api/types";
import { renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { lot, market, position } from "../test/lots";
import { ProtectDialog } from "./ProtectDialog";

const quotes = { BTCUSDT: { venue: "paper", instrument: "BTCUSDT", bid: "97000", ask: "97001" } as Quote };

function show(protect: unknown, protection?: LotProtection) {
  const onClose = vi.fn();
  const held = lot(protection ? { protection } : {});
  const dialog = <ProtectDialog position={position({ owners: [held] })} lot={held} onClose={onClose} />;
  return { ...renderInDesk(dialog, { market, quotes }, { protect }), onClose };
}


test("a stop in percents of the market is shown in money against the entry, and set as a price", async () => {
  const protect = vi.fn().mockResolvedValue({});
  const { onClose, refresh } = show(protect);
  await press("Stop loss in %");
  await userEvent.type(screen.getByLabelText("Stop loss, % below"), "10");
  expect(screen.getByText("87,300.00 · \u221210.00 % · about \u2212110.40 USDT")).toBeTruthy();
  await press("Set protection");
  expect(protect).toHaveBeenCalledWith({
    account: "paper",
    instrument: "paper:BTCUSDT",
    owner: "buy_bot",
    stop_price: "87300",
  });
  expect(onClose).toHaveBeenCalled();
  expect(refresh).toHaveBeenCalledWith("positions", "orders", "intents");
});

test("what there is is there to be changed", async () => {
  const protect = vi.fn().mockResolvedValue({});
  show(protect, {
    stop_price: "93000",
    take_profit_price: "100000",
    trailing_bp: 150,
    intent_id: "g1",
    state: "ACCEPTED",
  });
  const value = (label: string) => (screen.getByLabelText(label) as HTMLInputElement).value;
  expect([value("Stop loss at"), value("Take profit at"), value("Trailing stop, % below the best price")]).toEqual([
    "93000",
    "100000",
    "1.5",
  ]);
  await userEvent.clear(screen.getByLabelText("Take profit at"));
  await press("Change protection");
  expect(protect.mock.calls[0]?.[0]).toEqual({
    account: "paper",
    instrument: "paper:BTCUSDT",
    owner: "buy_bot",
    stop_price: "93000",
    trailing_bp: 150,
  });
});

test("taking it away sends none of the three", async () => {
  const protect = vi.fn().mockResolvedValue({});
  show(protect, { stop_price: "93000" });
  await press("Take it away");
  expect(protect).toHaveBeenCalledWith({ account: "paper", instrument: "paper:BTCUSDT", owner: "buy_bot" });
});

test("nothing, or a stop above the market, is not sent", async () => {
  const protect = vi.fn();
  show(protect);
  expect(screen.queryByRole("button", { name: "Take it away" })).toBeNull();
  await press("Set protection");
  expect(screen.getByText("Give at least one of the three.")).toBeTruthy();
  await userEvent.type(screen.getByLabelText("Stop loss at"), "97000");
  await press("Set protection");
  expect(screen.getByText("Below 97,000.00, or it would sell at once.")).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText("Stop loss at"));
  expect(protect).not.toHaveBeenCalled();
});

test("what the desk finds wrong stands at its field, and the dialog stays", async () => {
  const violations = [{ pointer: "/take_profit_price", detail: "too far from the market" }];
  const refused = new Problem(400, "invalid_request", "The request is not valid", "Mend it.", { violations });
  const { onClose } = show(vi.fn().mockRejectedValue(refused));
  await userEvent.type(screen.getByLabelText("Take profit at"), "990000");
  await press("Set protection");
  expect(screen.getByText("too far from the market")).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(onClose).not.toHaveBeenCalled();
});
