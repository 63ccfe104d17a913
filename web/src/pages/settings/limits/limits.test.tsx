import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../../../api/problem";
import type { Limit } from "../../../api/types";
import { approval, me, renderInDesk } from "../../../test/desk";
import { press } from "../../../test/press";
import { toasts } from "../../../ui/toast/toasts";
import LimitsPage from "./index";
import { tightened, valueFault } from "./TightenDialog";
import { limitText, nameOfLimit, originOf } from "../../../rails/limitWords";

const limit = (change: Partial<Limit> = {}): Limit => ({
  name: "position_max",
  description: "Worst case in one base asset, for an account and for a user.",
  unit: "USD",
  value: "10000",
  ceiling: "10000",
  is_tightened: false,
  ...change,
});
const streak = limit({ name: "losses_in_a_row_max", unit: "", value: "2", ceiling: "3", description: "Losses." });

function show(client: object = {}, desk: object = {}) {
  const limits = vi.fn().mockResolvedValue({ epoch: 3, items: [limit(), streak] });
  const ledgerOf = vi.fn().mockResolvedValue([]);
  return { ...renderInDesk(<LimitsPage />, desk, { limits, ledgerOf, ...client }), limits, ledgerOf };
}

test.each([
  ["10000", "USD", "$10,000"],
  ["0.5", "USD", "$0.50"],
  ["20000", "", "20,000"],
  ["5", "%", "5\u00a0%"],
])("%s %s is written %s", (value, unit, text) => expect(limitText(value, unit)).toBe(text));

test("a limit this page never heard of has its own name", () => expect(nameOfLimit("new_thing_max")).toBe("new thing max"));

test.each([
  [{}, "built in"],
  [{ value: "10000.00" }, "built in"],
  [{ value: "9000" }, "settings"],
  [{ value: "9000", is_tightened: true }, "tightened"],
  [{ is_tightened: true }, "tightened"],
] as const)("of %j it says %s", (change, origin) => expect(originOf(limit(change))).toBe(origin));

test.each([
  ["", "What is it to be?"],
  ["2,500", "Digits"],
  ["-1", "Digits"],
  ["10000", "Less than $10,000"],
  ["10000.01", "Less than"],
  ["9999.99", undefined],
  ["0", undefined],
])("%j is refused with %j", (typed, fault) => {
  const said = valueFault(typed, limit());
  if (fault === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(fault);
});

test("a count is whole", () => {
  expect(valueFault("1.5", streak)).toBe("A whole number.");
  expect(valueFault("1", streak)).toBeUndefined();
});

test("everybody reads them; who is no operator cannot tighten", async () => {
  show({}, { me: { ...me, role: "trader" } });
  const row = within(await screen.findByRole("row", { name: /Position of an account/ }));
  expect(row.getByText("built in")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Tighten/ })).toBeNull();
});

test("tightening asks for a value and a reason, and says that what waits is declined", async () => {
  const tightenLimit = vi.fn().mockResolvedValue({});
  const { limits } = show({ tightenLimit }, { approvals: [approval()] });
  await userEvent.click(await screen.findByRole("button", { name: "Tighten Position of an account or user…" }));
  expect(screen.getByText(/The approval that waits is declined/)).toBeTruthy();
  await press("Tighten");
  expect(tightenLimit).not.toHaveBeenCalled();
  expect(screen.getByText("What is it to be?")).toBeTruthy();
  expect(screen.getByText(/A few words/)).toBeTruthy();
  await userEvent.type(screen.getByLabelText(/^From \$10,000 to/), "2500");
  await userEvent.type(screen.getByLabelText(/^Why/), " a calm week ");
  await press("Tighten to $2,500");
  expect(tightenLimit).toHaveBeenCalledWith("position_max", "2500", "a calm week");
  expect(limits).toHaveBeenCalledTimes(2);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what the desk refuses stays, with what was typed", async () => {
  const problem = new Problem(422, "out_of_range", "Out of range", "position_max is 2000");
  show({ tightenLimit: vi.fn().mockRejectedValue(problem) });
  await userEvent.click(await screen.findByRole("button", { name: "Tighten Position of an account or user…" }));
  await userEvent.type(screen.getByLabelText(/^From/), "2500");
  await userEvent.type(screen.getByLabelText(/^Why/), "calm");
  await press("Tighten to $2,500");
  expect((await screen.findByRole("alert")).textContent).toContain("out_of_range");
  expect(screen.getByLabelText<HTMLInputElement>(/^From/).value).toBe("2500");
});

test.each([
  [undefined, "Tightened. It holds from now on."],
  [0, "Tightened. It holds from now on."],
  [1, "Tightened. One resting order is taken back: there is no room for more."],
  [3, "Tightened. 3 resting orders are taken back: there is no room for more."],
])("where %j orders were taken back it says so", (canceled, words) =>
  expect(tightened(canceled === undefined ? {} : { canceled })).toBe(words),
);

test("how many resting orders were taken back is told, and they are asked for again", async () => {
  const { refresh } = show({ tightenLimit: vi.fn().mockResolvedValue({ canceled: 2 }) });
  await userEvent.click(await screen.findByRole("button", { name: "Tighten Position of an account or user…" }));
  await userEvent.type(screen.getByLabelText(/^From/), "2500");
  await userEvent.type(screen.getByLabelText(/^Why/), "calm");
  await press("Tighten to $2,500");
  expect(toasts.get().items.at(-1)?.outcome).toContain("2 resting orders are taken back");
  expect(refresh).toHaveBeenCalledWith("rails", "approvals", "orders", "intents");
});

test("rows by the limit's name and old ones by the desk's are told in their order", async () => {
  const by = { kind: "human", name: "alice" };
  const row = (seq: number, subject: string, from: string, to: string) => ({
    seq,
    time: "2025-04-03T09:00:00.000Z",
    kind: "LimitTightened",
    subject,
    data: { limit: "position_max", from, to, by, reason: "calm" },
  });
  const rows = [row(3, "desk", "10000", "9000"), row(8, "position_max", "9000", "8000")];
  show({ ledgerOf: vi.fn(async (subject: string) => rows.filter((each) => each.subject === subject)) });
  await screen.findByText("$9,000 → $8,000");
  expect(screen.getAllByRole("link").map((link) => link.textContent)).toEqual(["8", "3"]);
});

test("what changed is said from the ledger, with a way to its row", async () => {
  const by = { kind: "human", name: "alice" };
  const data = { limit: "position_max", from: "10000", to: "2500", by, reason: "a calm week" };
  const row = { seq: 12, time: "2025-04-03T09:00:00.000Z", kind: "LimitTightened", subject: "desk", data };
  show({ ledgerOf: vi.fn(async (subject: string) => (subject === "desk" ? [row] : [])) });
  expect(await screen.findByText("$10,000 → $2,500")).toBeTruthy();
  expect(screen.getByText("a calm week")).toBeTruthy();
  expect(screen.getByRole("link", { name: "12" }).getAttribute("href")).toBe("/ledger/12");
});
