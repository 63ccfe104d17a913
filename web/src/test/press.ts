import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect } from "vitest";

/** Presses a button of this name once it is armed, as somebody who has seen it does. */
export async function press(name: string | RegExp): Promise<void> {
  await armed(name);
  await userEvent.click(screen.getByRole("button", { name }));
}

/** The button, once it is armed. */
export async function armed(name: string | RegExp): Promise<HTMLElement> {
  const button = await screen.findByRole("button", { name });
  await waitFor(() => expect(button.getAttribute("aria-disabled")).toBeNull(), { timeout: 5_000 });
  return button;
}
