import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { StrategyRules, StrategyRulesChange } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { Strategies } from "./Strategies";

const rules = (change: Partial<StrategyRules> = {}): StrategyRules => ({
  agent: "online_trading",
  name: "mine",
  file: "mine.yaml",
  revision: "a".repeat(16),
  file_revision: "b".repeat(16),
  changes: ["stop: 3 % -> 4 %"],
  problem: "",
  ...change,
});
const figures = { signals: 4, trips: 2, return_percent: "0.12", drawdown_percent: "0.05", fees: "0.4", problem: "" };
const change: StrategyRulesChange = {
  agent: "online_trading",
  name: "mine",
  file: "mine.yaml",
  from: "a".repeat(16),
  to: "b".repeat(16),
  changes: ["stop: 3 % -> 4 %"],
  dry_run: {
    candles: 1440,
    from: "2025-04-03T00:00:00.000Z",
    to: "2025-04-04T00:00:00.000Z",
    before: figures,
    after: { ...figures, return_percent: "-0.3" },
    differing: 1,
    differences: [{ time: "2025-04-03T09:00:00.000Z", instrument: "BTCUSDT", before: "buys", after: "" }],
    held: [],
    problem: "",
  },
};

function render(items: StrategyRules[], POST = vi.fn(), desk = {}) {
  const http = { GET: vi.fn().mockResolvedValue({ data: { items } }), POST };
  return { http, ...renderInDesk(<Strategies agent="online_trading" />, desk, { http }) };
}

test("a changed file is run dry first and then taken exactly as it was tried, with a reason", async () => {
  const POST = vi.fn().mockResolvedValue({ data: change });
  render([rules()], POST);
  await screen.findByText("its file has changed");
  expect(screen.getByText("stop: 3 % -> 4 %")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Apply…" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Dry run" }));
  const run = await screen.findByRole("region", { name: "Dry run" });
  expect(within(run).getByRole("row", { name: /Return/ }).textContent).toContain("+0.12");
  expect(within(run).getByText(/BTCUSDT: buys → nothing/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Apply…" }));
  await userEvent.type(screen.getByLabelText(/^Why/), "wider stop");
  await press("Apply it now");
  expect(POST).toHaveBeenLastCalledWith("/strategies/{agent}/{name}/apply", {
    params: { path: { agent: "online_trading", name: "mine" } },
    body: { revision: "b".repeat(16), reason: "wider stop" },
  });
});

test("where the file is another by then, the desk's refusal is said and the dialog stays", async () => {
  const POST = vi
    .fn()
    .mockResolvedValueOnce({ data: change })
    .mockRejectedValueOnce(new Problem(409, "file_changed", "The file is another", "Look at it again."));
  render([rules()], POST);
  await userEvent.click(await screen.findByRole("button", { name: "Dry run" }));
  await userEvent.click(await screen.findByRole("button", { name: "Apply…" }));
  await press("Apply it now");
  expect((await screen.findByRole("alert")).textContent).toContain("file_changed");
});

test("what runs as its file says, or comes with the desk, has nothing to apply", async () => {
  render([rules({ file_revision: "a".repeat(16) }), rules({ name: "ema_cross", file: "" }), rules({ agent: "other", name: "theirs" })]);
  await screen.findByText("comes with the desk");
  expect(screen.getByText("as its file")).toBeTruthy();
  expect(screen.queryByText("theirs")).toBeNull();
  expect(screen.queryByRole("button")).toBeNull();
});

test("who is no operator does not ask for files", () => {
  const { http } = render([], vi.fn(), { me: { ...me, role: "trader" } });
  expect(screen.getByText("For operators")).toBeTruthy();
  expect(http.GET).not.toHaveBeenCalled();
});
