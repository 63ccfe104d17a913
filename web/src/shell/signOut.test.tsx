import { beforeEach, expect, test, vi } from "vitest";
import { pushedAs } from "../alerts/choices";
import type { Client } from "../api/client";
import { Problem } from "../api/problem";
import { me } from "../test/desk";
import { signOut } from "./signOut";

beforeEach(() => localStorage.clear());

const token = (kind: "session" | "named") => ({ id: "t1", user: "operator", name: "Firefox", kind, created: "" });

function leaving(kind: "session" | "named", change: object = {}) {
  const client = {
    tokens: vi.fn().mockResolvedValue([token(kind)]),
    revokeToken: vi.fn().mockResolvedValue({}),
    removePushSubscription: vi.fn().mockResolvedValue({}),
    ...change,
  };
  const session = { renew: vi.fn(), signOut: vi.fn() };
  return { client: client as unknown as Client & typeof client, session };
}

test("a session ends at the desk, and nothing is pushed to the browser any more", async () => {
  pushedAs.keep({ id: "s1", endpoint: "https://push.example.com/1" });
  const { client, session } = leaving("session");
  await signOut(client, session, me);
  expect(client.removePushSubscription).toHaveBeenCalledWith("s1");
  expect(client.revokeToken).toHaveBeenCalledWith("t1");
  expect(pushedAs.read()).toBeUndefined();
  expect(session.signOut).toHaveBeenCalledOnce();
});

test("a token with a name is its owner's to keep", async () => {
  const { client, session } = leaving("named");
  await signOut(client, session, me);
  expect(client.revokeToken).not.toHaveBeenCalled();
  expect(session.signOut).toHaveBeenCalledOnce();
});

test("who leaves is out, whatever the desk says", async () => {
  pushedAs.keep({ id: "s1", endpoint: "https://push.example.com/1" });
  const offline = vi.fn().mockRejectedValue(Problem.offline());
  const { client, session } = leaving("session", { tokens: offline, removePushSubscription: offline });
  await signOut(client, session, me);
  expect(pushedAs.read()).toBeUndefined();
  expect(session.signOut).toHaveBeenCalledOnce();
});
