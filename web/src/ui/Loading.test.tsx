import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Problem } from "../api/problem";
import { renderInDesk } from "../test/desk";
import { Loading } from "./Loading";

test("what is on its way is announced as loading", () => {
  renderInDesk(<Loading part="rails" />);
  expect(screen.getByRole("status").getAttribute("aria-label")).toBe("Loading");
});

test("what did not come says why, and can be asked for again", async () => {
  const { refresh } = renderInDesk(<Loading part="rails" />, { problems: { rails: Problem.offline() } });
  expect(screen.getByRole("alert").textContent).toContain("OFFLINE");
  await userEvent.click(screen.getByRole("button", { name: "Ask again" }));
  expect(refresh).toHaveBeenCalledWith("rails");
});
