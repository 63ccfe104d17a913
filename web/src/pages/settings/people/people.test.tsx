import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../../../api/problem";
import { me, renderInDesk } from "../../../test/desk";
import { press } from "../../../test/press";
import PeoplePage from "./index";

const secret = "sd_0123456789abcdef";
const alice = { name: "alice", role: "trader", account: "alice", created: "2025-04-03T09:00:00.000Z", is_disabled: false };
const portfolio = (change: object = {}) => ({
  account: "paper",
  user: "operator",
  venue: "paper",
  state: "ACTIVE",
  equity_usd: "10000",
  losses_in_a_row: 0,
  is_streak_tripped: false,
  is_mismatched: false,
  is_reconciling: false,
  day: { is_tripped: false },
  ...change,
});
const accounts = [{ account: "paper", state: "ACTIVE" as const }];

function show(client: object = {}, desk: object = {}) {
  const users = vi.fn().mockResolvedValue([{ ...me }, alice]);
  const given = { users, tokens: vi.fn().mockResolvedValue([]), portfolio: vi.fn().mockResolvedValue(portfolio()), ...client };
  return { ...renderInDesk(<PeoplePage />, { accounts, ...desk }, given), users };
}

test("a trader sees their own account and tokens, and nobody else's", async () => {
  show({}, { me: { ...me, name: "alice", role: "trader" } });
  expect(await screen.findByText("My accounts")).toBeTruthy();
  expect(screen.queryByText("Users")).toBeNull();
  expect(screen.getByRole("button", { name: "Halt account paper…" })).toBeTruthy();
});

test("a viewer can do nothing to an account", async () => {
  show({}, { me: { ...me, role: "viewer" } });
  await screen.findByText("My accounts");
  expect(screen.queryByRole("button", { name: /account paper/ })).toBeNull();
});

test("a halted account that lost three times in a row is resumed and re-armed by the operator", async () => {
  const resumeAccount = vi.fn().mockResolvedValue({});
  const rearm = vi.fn().mockResolvedValue({});
  const stopped = portfolio({ is_streak_tripped: true, losses_in_a_row: 3, state: "HALTED" });
  show(
    { resumeAccount, rearm, portfolio: vi.fn().mockResolvedValue(stopped) },
    { accounts: [{ account: "paper", state: "HALTED", reason: "lunch" }] },
  );
  expect(await screen.findByText("lunch")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Resume account paper…" }));
  await press("Resume the account");
  expect(resumeAccount.mock.calls[0]?.[0]).toBe("paper");
  await userEvent.click(await screen.findByRole("button", { name: "Re-arm account paper…" }));
  await press("Re-arm");
  expect(rearm.mock.calls[0]?.[0]).toBe("paper");
});

test("an agent that a loss streak stopped is re-armed", async () => {
  const rearmScope = vi.fn().mockResolvedValue({});
  const scope = { level: "agent", name: "buy_bot" } as const;
  const rail = { rail: "LOSS_STREAK", message: "", scope, used: "3", limit: "3", unit: "in a row", state: "tripped" } as const;
  show({ rearmScope }, { rails: [rail, { ...rail, scope: { level: "account", name: "paper" } }] });
  await userEvent.click(await screen.findByRole("button", { name: "Re-arm agent buy_bot…" }));
  await press("Re-arm");
  expect(rearmScope.mock.calls[0]?.[0]).toEqual(scope);
  expect(screen.queryByRole("button", { name: "Re-arm account paper…" })).toBeNull();
});

test("a new user's token is shown once, and the account is named like them unless said otherwise", async () => {
  const createUser = vi.fn().mockResolvedValue({ ...alice, name: "bob", token: secret });
  const { users } = show({ createUser });
  await userEvent.click(await screen.findByRole("button", { name: "New user" }));
  await userEvent.click(screen.getByRole("button", { name: "Make the user" }));
  expect(createUser).not.toHaveBeenCalled();
  await userEvent.type(screen.getByLabelText("Name"), "bob");
  await userEvent.click(screen.getByRole("button", { name: "Make the user" }));
  expect(createUser).toHaveBeenCalledWith({ name: "bob", role: "trader", account: "bob" });
  expect((await screen.findByLabelText<HTMLInputElement>("Secret")).value).toBe(secret);
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(document.body.innerHTML).not.toContain(secret);
  await waitFor(() => expect(users).toHaveBeenCalledTimes(2));
});

test("a name that is taken is said, and stays to be changed", async () => {
  const createUser = vi.fn().mockRejectedValue(new Problem(409, "user_exists", "The name is taken", ""));
  show({ createUser });
  await userEvent.click(await screen.findByRole("button", { name: "New user" }));
  await userEvent.type(screen.getByLabelText("Name"), "alice");
  await userEvent.click(screen.getByRole("button", { name: "Make the user" }));
  expect((await screen.findByRole("alert")).textContent).toContain("user_exists");
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("alice");
});

test("shutting somebody out asks first; whoever is out is let in again; the operator stays", async () => {
  const disableUser = vi.fn().mockResolvedValue({});
  const enableUser = vi.fn().mockResolvedValue({});
  const bob = { ...alice, name: "bob", is_disabled: true };
  show({ disableUser, enableUser, users: vi.fn().mockResolvedValue([{ ...me }, alice, bob]) });
  await userEvent.click(await screen.findByRole("button", { name: "Shut out alice…" }));
  expect(disableUser).not.toHaveBeenCalled();
  await press("Shut out");
  expect(disableUser).toHaveBeenCalledWith("alice");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await userEvent.click(screen.getByRole("button", { name: "Let in bob…" }));
  await press("Let in");
  expect(enableUser).toHaveBeenCalledWith("bob");
  const operator = within(screen.getByRole("row", { name: /^operator/ }));
  expect(operator.queryByRole("button")).toBeNull();
});
