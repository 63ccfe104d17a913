import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { me, renderInDesk, status } from "../test/desk";
import { press as pressButton } from "../test/press";
import { HaltControl } from "./HaltControl";

const press = (target: Element | Window) => fireEvent.keyDown(target, { key: "H", shiftKey: true });

test("Shift+H halts at once", () => {
  const halt = vi.fn().mockResolvedValue({});
  renderInDesk(<HaltControl />, {}, { halt });
  press(window);
  expect(halt).toHaveBeenCalledWith(me, "pressed on the dashboard");
});

test("a capital H typed into a field halts nothing", () => {
  const halt = vi.fn();
  renderInDesk(
    <>
      <HaltControl />
      <input aria-label="words" />
    </>,
    {},
    { halt },
  );
  press(screen.getByLabelText("words"));
  expect(halt).not.toHaveBeenCalled();
});

test("a halt that did not arrive is said loudly", async () => {
  const halt = vi.fn().mockRejectedValue(Problem.offline());
  renderInDesk(<HaltControl />, {}, { halt });
  await userEvent.click(screen.getByRole("button", { name: /^Halt/ }));
  expect((await screen.findByRole("alert")).textContent).toContain("Not halted");
});

test("resuming asks first", async () => {
  const resumeDesk = vi.fn().mockResolvedValue({});
  renderInDesk(<HaltControl />, { status: { ...status, state: "HALTED" } }, { resumeDesk });
  expect(screen.queryByRole("button", { name: /^Halt/ })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Resume…" }));
  expect(resumeDesk).not.toHaveBeenCalled();
  await pressButton("Resume trading");
  expect(resumeDesk).toHaveBeenCalledWith("confirmed on the dashboard");
});

test("a viewer is offered neither", () => {
  renderInDesk(<HaltControl />, { me: { ...me, role: "viewer" } });
  expect(screen.queryByRole("button")).toBeNull();
});
