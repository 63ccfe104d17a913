import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "./App";
import { useAccess } from "./store/context";

vi.mock("./shell/Shell", () => ({
  Shell() {
    const { client, session } = useAccess();
    return (
      <>
        <button onClick={() => session.renew("sd_new")}>renew</button>
        <button onClick={() => void client.me()}>ask</button>
        <button onClick={() => session.signOut()}>leave</button>
      </>
    );
  },
}));

const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  sessionStorage.setItem("swarmdesk.token", "sd_old");
  vi.stubGlobal("WebSocket", class {
    close() {}
    send() {}
  });
  vi.stubGlobal("fetch", async ({ headers }: Request) => {
    asked.push(headers.get("Authorization") ?? "");
    return new Response("{}");
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

const press = (name: string) => screen.getByRole("button", { name }).click();

test("a renewed token is used from then on and outlives a reload", async () => {
  render(<App />);
  press("renew");
  press("ask");
  await waitFor(() => expect(asked).toEqual(["Bearer sd_new"]));
  expect(sessionStorage.getItem("swarmdesk.token")).toBe("sd_new");
  expect(screen.getByRole("button", { name: "renew" })).toBeTruthy();
});

test("signing out forgets the token and does not call it wrong", async () => {
  render(<App />);
  press("leave");
  await screen.findByText("Paste your token to sign in.");
  expect(sessionStorage.getItem("swarmdesk.token")).toBeNull();
});
