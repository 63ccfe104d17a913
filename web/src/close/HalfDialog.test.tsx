import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Intent, Preview } from "../api/types";
import { renderInDesk } from "../test/desk";
import { lot, market, position } from "../test/lots";
import { press } from "../test/press";
import { HalfDialog } from "./HalfDialog";

const preview: Preview = { is_admitted: true, order: { notional_usd: "582", needs_approval: false } as never };
const props = { position: position(), lot: lot(), quantity: "0.006" };

test("half of a lot is shown first, and then proposed once, only to reduce, of its owner", async () => {
  const propose = vi.fn().mockResolvedValue({ intent_id: "i1", side: "SELL", state: "FILLED" } as Intent);
  const client = { preview: vi.fn().mockResolvedValue(preview), propose };
  renderInDesk(<HalfDialog {...props} onClose={() => {}} />, { market }, client);
  await screen.findByText(/About \$582/);
  expect(propose).not.toHaveBeenCalled();
  await press("Close half now");
  expect(propose).toHaveBeenCalledTimes(1);
  expect(propose.mock.calls[0]?.[0]).toMatchObject({
    account: "paper",
    instrument: "paper:BTCUSDT",
    side: "SELL",
    type: "MARKET",
    quantity: "0.006",
    reduce_only: true,
    owner: "buy_bot",
  });
  await screen.findByText("filled");
  expect(document.activeElement?.textContent).toContain("SELL");
});

test("what a rail would say is shown before it is sent", async () => {
  const denial = { code: "STALE_PRICE", scope: { level: "account", name: "paper" }, message: "", measure: "age", limit: "1000" } as const;
  const client = { preview: vi.fn().mockResolvedValue({ is_admitted: false, denial }) };
  renderInDesk(<HalfDialog {...props} onClose={() => {}} />, { market }, client);
  await screen.findByText("STALE_PRICE");
});
