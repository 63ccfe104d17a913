import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Token } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { UserMenu } from "./UserMenu";

const mine: Token = { id: "t1", user: "operator", name: "here", kind: "session", created: "2025-04-03T09:00:00.000Z" };
const open = () => userEvent.click(screen.getByRole("button", { name: "operator: tokens and sign out" }));
const signOut = () => userEvent.click(screen.getByRole("button", { name: "Sign out" }));

test("it says who is signed in, as what, and every account", async () => {
  const accounts = ["paper", "savings"].map((account) => ({ account, venue: "paper", state: "ACTIVE" as const }));
  renderInDesk(<UserMenu />, { me: { ...me, accounts } }, { tokens: vi.fn().mockResolvedValue([mine]) });
  await open();
  expect(screen.getByText("operator, approver")).toBeTruthy();
  expect(screen.getByText("paper at paper, savings at paper")).toBeTruthy();
});

test("signing out ends a session's token", async () => {
  const revokeToken = vi.fn().mockResolvedValue({});
  const tokens = vi.fn().mockResolvedValue([mine]);
  const { session } = renderInDesk(<UserMenu />, {}, { tokens, revokeToken });
  await open();
  await signOut();
  await waitFor(() => expect(session.signOut).toHaveBeenCalled());
  expect(revokeToken).toHaveBeenCalledWith("t1");
});

test("signing out leaves a named token to its owner", async () => {
  const revokeToken = vi.fn();
  const tokens = vi.fn().mockResolvedValue([{ ...mine, kind: "named" }]);
  const { session } = renderInDesk(<UserMenu />, {}, { tokens, revokeToken });
  await open();
  await signOut();
  await waitFor(() => expect(session.signOut).toHaveBeenCalled());
  expect(revokeToken).not.toHaveBeenCalled();
});

test("signing out works without the desk", async () => {
  const { session } = renderInDesk(<UserMenu />, {}, { tokens: vi.fn().mockRejectedValue(Problem.offline()) });
  await open();
  await signOut();
  await waitFor(() => expect(session.signOut).toHaveBeenCalled());
});
