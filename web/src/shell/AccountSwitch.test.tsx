import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { me, renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { AccountSwitch } from "./AccountSwitch";

const accounts = [
  { account: "paper", state: "ACTIVE" as const },
  { account: "alice", state: "HALTED" as const, reason: "three losses in a row", user: "alice" },
];
const open = () => userEvent.click(screen.getByRole("button", { name: /^Account / }));
const resume = () => screen.queryByRole("button", { name: "Resume account alice…" });

test("it says which account is looked at and how many stand still", () => {
  renderInDesk(<AccountSwitch />, { accounts });
  expect(screen.getByRole("button").getAttribute("aria-label")).toBe("Account paper, 1 stopped: switch");
});

test("before anybody is known there is none", () => {
  renderInDesk(<AccountSwitch />, { me: undefined });
  expect(screen.queryByRole("button")).toBeNull();
});

test("each account is shown with its state, whose it is and why it stands still", async () => {
  renderInDesk(<AccountSwitch />, { accounts });
  await open();
  const [own, other] = screen.getAllByRole("listitem");
  expect(own?.textContent).toBe("paperACTIVE");
  for (const words of ["of alice", "HALTED", "three losses in a row"]) expect(other?.textContent).toContain(words);
});

test("choosing one is told to the feed, and the dialog goes", async () => {
  const { feed } = renderInDesk(<AccountSwitch />, { accounts });
  await open();
  expect(screen.getByRole("button", { name: "paper" }).getAttribute("aria-current")).toBe("true");
  await userEvent.click(screen.getByRole("button", { name: /^alice/ }));
  expect(feed.chooseAccount).toHaveBeenCalledWith("alice");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("the account that is looked at is the chosen one", () => {
  renderInDesk(<AccountSwitch />, { accounts, account: "alice" });
  expect(screen.getByRole("button").textContent).toContain("alice");
});

test("an operator resumes a halted account of another's after asking; a trader cannot", async () => {
  const resumeAccount = vi.fn().mockResolvedValue({});
  const { unmount } = renderInDesk(<AccountSwitch />, { accounts }, { resumeAccount });
  await open();
  await userEvent.click(resume()!);
  expect(resumeAccount).not.toHaveBeenCalled();
  await press("Resume the account");
  expect(resumeAccount.mock.calls[0]?.[0]).toBe("alice");
  unmount();
  renderInDesk(<AccountSwitch />, { accounts, me: { ...me, role: "trader" } });
  await open();
  expect(resume()).toBeNull();
});
