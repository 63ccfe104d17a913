import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Token } from "../api/types";
import { me, renderInDesk } from "../test/desk";
import { press } from "../test/press";
import { TokensSection } from "./TokensSection";

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const token = (change: Partial<Token> = {}): Token => ({
  id: "t1",
  user: "operator",
  name: "Firefox on Linux",
  kind: "session",
  created: ago(7200),
  last_used: ago(5),
  expires: new Date(Date.now() + 29.5 * 86_400_000).toISOString(),
  ...change,
});
const laptop = token({ id: "t2", name: "laptop", kind: "named" });
const { last_used: _used, expires: _expires, ...bare } = token({ id: "t3", name: "robot", kind: "named", user: "alice" });
const secret = "sd_0123456789abcdef";

async function show(given: Token[], client: object = {}, desk: object = {}) {
  const tokens = vi.fn().mockResolvedValue(given);
  const rendered = renderInDesk(<TokensSection />, desk, { tokens, ...client });
  await waitFor(() => expect(tokens).toHaveBeenCalled());
  await screen.findByText(given[0]?.name ?? "No tokens");
  return { ...rendered, tokens };
}
const row = (name: string) => within(screen.getByText(name).closest("li")!);
const button = (name: string) => screen.getByRole("button", { name });

test("each token has its name, age, last use and end; the one in use is marked", async () => {
  await show([token(), laptop]);
  const mine = row("Firefox on Linux");
  for (const text of ["this page", "sign-in", "2 h ago", "5 s ago", "in 29 d"]) expect(mine.getByText(text)).toBeTruthy();
  expect(row("laptop").queryByText("this page")).toBeNull();
  expect(screen.queryByText("User")).toBeNull();
});

test("an operator sees whose each is; one never used and without end says so", async () => {
  await show([token(), bare]);
  const robot = row("robot");
  for (const text of ["alice", "never"]) expect(robot.getAllByText(text).length).toBeGreaterThan(0);
  expect(robot.getAllByText("never")).toHaveLength(2);
  expect(robot.getByRole("button", { name: "Revoke robot of alice…" })).toBeTruthy();
});

test("no tokens at all says what one is for", async () => {
  await show([]);
  expect(screen.getByText(/for a program or another device/)).toBeTruthy();
});

test("a new token's secret is shown once, can be copied, and is gone when done", async () => {
  const createToken = vi.fn().mockResolvedValue({ ...laptop, token: secret });
  const { tokens } = await show([token()], { createToken });
  const user = userEvent.setup();
  await user.click(button("New token"));
  await user.type(screen.getByLabelText(/^Name/), " laptop ");
  await user.selectOptions(screen.getByLabelText("Expires"), "never");
  await user.click(button("Make the token"));
  expect(createToken).toHaveBeenCalledWith({ name: "laptop" });
  expect(screen.getByLabelText<HTMLInputElement>("Secret").value).toBe(secret);
  await user.click(button("Copy"));
  expect(await navigator.clipboard.readText()).toBe(secret);
  expect(screen.getByText("Copied.")).toBeTruthy();
  await user.click(button("Done"));
  expect(document.body.innerHTML).not.toContain(secret);
  expect(tokens).toHaveBeenCalledTimes(2);
});

test("the secret is gone after closing, too", async () => {
  const createToken = vi.fn().mockResolvedValue({ ...laptop, token: secret });
  const { unmount, tokens } = await show([token()], { createToken });
  await userEvent.click(button("New token"));
  await userEvent.type(screen.getByLabelText(/^Name/), "laptop");
  await userEvent.click(button("Make the token"));
  expect(await screen.findByLabelText("Secret")).toBeTruthy();
  unmount();
  renderInDesk(<TokensSection />, {}, { tokens });
  await screen.findByText("Firefox on Linux");
  expect(screen.queryByLabelText("Secret")).toBeNull();
});

test("an operator may make one for another, with an end", async () => {
  const createToken = vi.fn().mockRejectedValue(new Problem(404, "no_such_user", "There is no such user", ""));
  await show([token()], { createToken });
  await userEvent.click(button("New token"));
  await userEvent.type(screen.getByLabelText(/^Name/), "robot");
  await userEvent.type(screen.getByLabelText("For user"), "alise");
  await userEvent.click(button("Make the token"));
  expect(createToken).toHaveBeenCalledWith({ name: "robot", user: "alise", expires_in_s: 2_592_000 });
  expect((await screen.findByRole("alert")).textContent).toContain("no_such_user");
  expect(screen.getByLabelText<HTMLInputElement>("For user").value).toBe("alise");
});

test("who is no operator makes tokens for nobody else", async () => {
  await show([token()], {}, { me: { ...me, role: "trader" } });
  await userEvent.click(button("New token"));
  expect(screen.queryByLabelText("For user")).toBeNull();
});

test("a token without a name is not asked for", async () => {
  const createToken = vi.fn();
  await show([token()], { createToken });
  await userEvent.click(button("New token"));
  await userEvent.click(button("Make the token"));
  expect(createToken).not.toHaveBeenCalled();
  expect(screen.getByText(/^Give it a name/)).toBeTruthy();
});

test("revoking asks first, and what forbids it stays to be read", async () => {
  const revokeToken = vi
    .fn()
    .mockRejectedValueOnce(new Problem(409, "token_conflict", "The tokens stay as they are", "The last of an operator."))
    .mockResolvedValueOnce({});
  const { tokens, session } = await show([token(), laptop], { revokeToken });
  await userEvent.click(button("Revoke laptop…"));
  expect(revokeToken).not.toHaveBeenCalled();
  await press("Revoke");
  expect((await screen.findByRole("alert")).textContent).toContain("token_conflict");
  await press("Revoke");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(revokeToken).toHaveBeenCalledWith("t2");
  expect(tokens).toHaveBeenCalledTimes(2);
  expect(session.signOut).not.toHaveBeenCalled();
});

test("revoking the token in use signs out", async () => {
  const { session } = await show([token()], { revokeToken: vi.fn().mockResolvedValue({}) });
  await userEvent.click(button("Revoke Firefox on Linux…"));
  expect(screen.getByText(/you will be signed out here/)).toBeTruthy();
  await press("Revoke");
  await waitFor(() => expect(session.signOut).toHaveBeenCalled());
});

test("a rotation shows the new secret, and the old one ends when wanted", async () => {
  const rotateToken = vi.fn().mockResolvedValue({ ...laptop, id: "t9", token: secret });
  const { session } = await show([token(), laptop], { rotateToken });
  await userEvent.click(button("Rotate laptop…"));
  await userEvent.selectOptions(screen.getByLabelText("The old one ends"), "3600");
  await press("Rotate");
  expect(rotateToken).toHaveBeenCalledWith("t2", 3600);
  expect((await screen.findByLabelText<HTMLInputElement>("Secret")).value).toBe(secret);
  expect(screen.getByText("The old one ends after an hour.")).toBeTruthy();
  expect(session.renew).not.toHaveBeenCalled();
});

test("rotating the token in use leaves the page signed in", async () => {
  const rotateToken = vi.fn().mockResolvedValue({ ...token({ id: "t9" }), token: secret });
  const { session, refresh } = await show([token()], { rotateToken });
  await userEvent.click(button("Rotate Firefox on Linux…"));
  await press("Rotate");
  await waitFor(() => expect(session.renew).toHaveBeenCalledWith(secret));
  expect(rotateToken).toHaveBeenCalledWith("t1", 60);
  expect(refresh).toHaveBeenCalledWith("me");
});

test("a list that does not come says why, and can be asked for again", async () => {
  const tokens = vi.fn().mockRejectedValueOnce(Problem.offline()).mockResolvedValueOnce([laptop]);
  renderInDesk(<TokensSection />, {}, { tokens });
  expect((await screen.findByRole("alert")).textContent).toContain("OFFLINE");
  await userEvent.click(button("Ask again"));
  expect(await screen.findByText("laptop")).toBeTruthy();
});
