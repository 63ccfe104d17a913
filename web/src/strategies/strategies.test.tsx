import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { StrategyRules } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { StrategyChange } from "./StrategyChange";
import { StrategyList } from "./StrategyList";

const rules = (change: Partial<StrategyRules> = {}): StrategyRules => ({
  agent: "online_trading",
  name: "mine",
  file: "mine.yaml",
  revision: "9b1c0f6e5a0d4a5b",
  file_revision: "2b1c0f6e5a0d4a5b",
  changes: ["stop: 3 % -> 4 %"],
  problem: "",
  ...change,
});
const figures = { signals: 4, trips: 2, return_percent: "0.12", drawdown_percent: "0.05", fees: "0.4", problem: "" };
const dry_run = {
  candles: 480,
  from: "2025-04-03T09:00:00.000Z",
  to: "2025-04-03T17:00:00.000Z",
  before: figures,
  after: { ...figures, return_percent: "-0.3" },
  differing: 12,
  differences: [{ time: "2025-04-03T10:00:00.000Z", instrument: "BTCUSDT", before: "buy", after: "" }],
  held: ["BTCUSDT: stop 93,000 -> 92,000"],
  problem: "",
};
const change = { agent: "online_trading", name: "mine", file: "mine.yaml", from: "9b1c", to: "2b1c0f6e5a0d4a5b", changes: ["stop: 3 % -> 4 %"] };

function show(given: StrategyRules[], client: object = {}, desk: object = {}, agent?: string) {
  const strategies = vi.fn().mockResolvedValue(given);
  const ledgerOf = vi.fn().mockResolvedValue([]);
  return { ...renderInDesk(<StrategyList {...(agent === undefined ? {} : { agent })} />, desk, { strategies, ledgerOf, ...client }), strategies };
}

test.each([
  [{ changes: [] }, "as its file"],
  [{}, "file has changed"],
  [{ changes: [], problem: "line 3: unknown word" }, "file unusable"],
  [{ file: "", changes: [] }, "comes with the desk"],
])("of %j it says %s", async (state, words) => {
  show([rules(state)]);
  expect(await screen.findByText(words)).toBeTruthy();
  const isTried = words === "file has changed";
  expect(screen.queryByRole("button", { name: "Try it" }) !== null).toBe(isTried);
});

test("a changed file is tried beside what runs, and taken as it was shown", async () => {
  const previewStrategy = vi.fn().mockResolvedValue({ ...change, dry_run });
  const applyStrategy = vi.fn().mockResolvedValue(change);
  const { strategies } = show([rules()], { previewStrategy, applyStrategy });
  await userEvent.click(await screen.findByRole("button", { name: "Try it" }));
  expect(await screen.findByText("+0.12 %")).toBeTruthy();
  expect(screen.getByText("\u22120.30 %")).toBeTruthy();
  expect(screen.getByText(/^12 moments/)).toBeTruthy();
  expect(screen.getByText("and 11 more")).toBeTruthy();
  expect(screen.getByText("BTCUSDT: stop 93,000 → 92,000")).toBeTruthy();
  await userEvent.type(screen.getByLabelText(/^Why/), "wider stop");
  await press("Take these rules");
  expect(applyStrategy).toHaveBeenCalledWith("online_trading", "mine", "2b1c0f6e5a0d4a5b", "wider stop");
  await waitFor(() => expect(strategies).toHaveBeenCalledTimes(2));
});

test("a file that is another since is not taken, and can be tried as it is now", async () => {
  const previewStrategy = vi.fn().mockResolvedValue(change);
  const problem = new Problem(409, "file_changed", "The file is another since", "");
  show([rules()], { previewStrategy, applyStrategy: vi.fn().mockRejectedValue(problem) });
  await userEvent.click(await screen.findByRole("button", { name: "Try it" }));
  await press("Take these rules");
  await userEvent.click(await screen.findByRole("button", { name: "Try the file as it is now" }));
  expect(previewStrategy).toHaveBeenCalledTimes(2);
});

test("what was not tried says why", async () => {
  const untried = { ...dry_run, problem: "there are too few candles" };
  show([rules()], { previewStrategy: vi.fn().mockResolvedValue({ ...change, dry_run: untried }) });
  await userEvent.click(await screen.findByRole("button", { name: "Try it" }));
  expect(await screen.findByText(/there are too few candles/)).toBeTruthy();
});

test("which rules ran before is told from the ledger", async () => {
  const data = { setting: "strategy online_trading/mine", changes: ["stop: 2 % -> 3 %"], by: { kind: "human", name: "alice" }, reason: "calm" };
  const row = { seq: 7, time: "2025-04-03T09:00:00.000Z", kind: "SettingChanged", message: "", data };
  show([rules({ changes: [] })], { ledgerOf: vi.fn().mockResolvedValue([row]) });
  await userEvent.click(await screen.findByText(/^Changed 1 time/));
  expect(screen.getByText("stop: 2 % → 3 %")).toBeTruthy();
  expect(screen.getByText(/by alice/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "row 7" }).getAttribute("href")).toBe("/ledger/7");
});

test("of one agent only its own are shown, and it is not named again", async () => {
  show([rules(), rules({ agent: "other", name: "theirs" })], {}, {}, "online_trading");
  await screen.findByText("mine");
  expect(screen.queryByText("theirs")).toBeNull();
  expect(screen.queryByRole("link", { name: "online trading" })).toBeNull();
});

test("an agent without one says so", async () => {
  show([rules()], {}, {}, "monitor");
  expect(await screen.findByText("It follows no strategy")).toBeTruthy();
});

test("who is no operator does not ask for files", () => {
  const { strategies } = show([], {}, { me: { ...me, role: "trader" } });
  expect(screen.getByText("For operators")).toBeTruthy();
  expect(strategies).not.toHaveBeenCalled();
});

test("while another change is being tried it says to wait, and can be asked again", async () => {
  const busy = new Problem(429, "preview_under_way", "Another is being tried out", "", {}, 5);
  const previewStrategy = vi.fn().mockRejectedValueOnce(busy).mockResolvedValue({ ...change, dry_run });
  show([rules()], { previewStrategy });
  await userEvent.click(await screen.findByRole("button", { name: "Try it" }));
  expect((await screen.findByRole("alert")).textContent).toContain("In 5 s it may pass.");
  await userEvent.click(screen.getByRole("button", { name: "Ask again" }));
  expect(await screen.findByText("+0.12 %")).toBeTruthy();
});

test("once the file is another, what was tried before is not shown, and the new one is tried", async () => {
  const previewStrategy = vi
    .fn()
    .mockResolvedValueOnce({ ...change, dry_run })
    .mockResolvedValueOnce({ ...change, to: "3c1c", changes: ["stop: 3 % -> 5 %"] });
  const shown = (file_revision: string) => <StrategyChange rules={rules({ file_revision })} onTaken={vi.fn()} onBack={vi.fn()} />;
  const { rerenderInDesk } = renderInDesk(shown("2b1c"), {}, { previewStrategy });
  await screen.findByText("+0.12 %");
  rerenderInDesk(shown("3c1c"));
  expect(screen.queryByText("+0.12 %")).toBeNull();
  expect(await screen.findByText("stop: 3 % → 5 %")).toBeTruthy();
  expect(previewStrategy).toHaveBeenCalledTimes(2);
});
