import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choices, pushedAs } from "../../../alerts/choices";
import { chooseHere, here, readHere } from "../../../alerts/here";
import { Problem } from "../../../api/problem";
import type { NotificationSettings } from "../../../api/types";
import { renderInDesk } from "../../../test/desk";
import { press } from "../../../test/press";
import NotificationsPage from "./index";
import { offsetText } from "./QuietPanel";

const offset = -new Date().getTimezoneOffset();
const settings = (change: Partial<NotificationSettings> = {}): NotificationSettings => ({
  hides_amounts: true,
  quiet_hours: { is_on: false, from: "22:00", to: "07:00", utc_offset_min: offset },
  kinds: [
    { kind: "approval_waiting", title: "An approval waits", page: true, push: true, webhook: true, in_quiet_hours: true },
    { kind: "fill", title: "An order filled", page: false, push: false, webhook: false, in_quiet_hours: false },
  ],
  subscriptions: [],
  webhooks: [],
  ...change,
});

function show(given: NotificationSettings, client: object = {}) {
  const notificationSettings = vi.fn().mockResolvedValue(given);
  return renderInDesk(<NotificationsPage />, {}, { notificationSettings, notifications: vi.fn().mockResolvedValue([]), ...client });
}
const box = (name: RegExp) => screen.getByRole<HTMLInputElement>("checkbox", { name });

beforeEach(() => {
  localStorage.clear();
  choices.set({ settings: undefined });
  here.set(readHere(null));
});
afterEach(() => vi.unstubAllGlobals());

test("a choice is shown at once, sent alone, and is then what the desk says", async () => {
  const answered = settings();
  const chooseNotifications = vi.fn().mockResolvedValue(answered);
  show(settings(), { chooseNotifications });
  await screen.findByText("An order filled");
  await userEvent.click(box(/^An order filled: Push/));
  expect(chooseNotifications).toHaveBeenCalledWith({ kinds: [{ kind: "fill", push: true }] });
  await waitFor(() => expect(choices.get().settings).toBe(answered));
});

test("a choice the desk refuses is taken back, and why is said", async () => {
  const chooseNotifications = vi.fn().mockRejectedValue(Problem.offline());
  show(settings(), { chooseNotifications });
  await screen.findByText("An order filled");
  await userEvent.click(box(/^An order filled: Push/));
  expect((await screen.findByRole("alert")).textContent).toContain("OFFLINE");
  await waitFor(() => expect(box(/^An order filled: Push/).checked).toBe(false));
});

test("what makes a sound is this browser's to know, and what is not told here makes none", async () => {
  const chooseNotifications = vi.fn();
  show(settings(), { chooseNotifications });
  await screen.findByText("An order filled");
  expect(box(/^An order filled: Sound/).disabled).toBe(true);
  await userEvent.click(box(/^An approval waits: Sound/));
  expect(here.get().loud).not.toContain("approval_waiting");
  expect(readHere(localStorage.getItem("swarmdesk.alerts")).loud).not.toContain("approval_waiting");
  expect(chooseNotifications).not.toHaveBeenCalled();
});

test("quiet hours go by the reader's clock, and another device's is said", async () => {
  const chooseNotifications = vi.fn().mockResolvedValue(settings());
  const elsewhere = { is_on: true, from: "22:00", to: "07:00", utc_offset_min: offset + 60 };
  show(settings({ quiet_hours: elsewhere }), { chooseNotifications });
  await userEvent.click(await screen.findByRole("button", { name: "Go by this one" }));
  expect(chooseNotifications).toHaveBeenCalledWith({ quiet_hours: { ...elsewhere, utc_offset_min: offset } });
});

test.each([
  [0, "UTC"],
  [120, "UTC+2"],
  [-210, "UTC−3:30"],
])("%i minutes from UTC are %s", (minutes, text) => expect(offsetText(minutes)).toBe(text));

test("another browser of mine is removed after asking", async () => {
  pushedAs.keep({ id: "s1", endpoint: "https://push.example.com/1" });
  const created = new Date().toISOString();
  const pixel = { id: "s2", name: "Pixel", host: "push.example.com", created, is_of_this_token: false };
  const removePushSubscription = vi.fn().mockResolvedValue({});
  show(settings({ subscriptions: [{ ...pixel, id: "s1", name: "Firefox" }, pixel] }), { removePushSubscription });
  const mine = (await screen.findByText("Firefox")).closest("li")!;
  expect(within(mine).getByText("this one")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Remove Pixel…" }));
  await press("Remove it");
  expect(removePushSubscription).toHaveBeenCalledWith("s2");
  expect(pushedAs.read()?.id).toBe("s1");
});

test("a browser without notifications says so, and cannot be switched on", async () => {
  vi.stubGlobal("Notification", undefined);
  show(settings());
  expect(await screen.findByText("has no notifications")).toBeTruthy();
  expect(box(/^Notifications of this computer/).disabled).toBe(true);
  expect(box(/^Push messages/).disabled).toBe(true);
});

test("a test says of each way what became of it, also of what the desk sent", async () => {
  chooseHere({ hasSound: false });
  const sent = {
    id: "n1",
    kind: "test",
    way: "webhook",
    target: "phone",
    title: "Test",
    body: "",
    time: new Date(Date.now() + 60_000).toISOString(),
    state: "failed",
    why: "the receiver answered 404",
    updated: "",
  };
  const testNotifications = vi.fn().mockResolvedValue({ targets: 1 });
  show(settings(), { testNotifications, notifications: vi.fn().mockResolvedValue([sent]) });
  await userEvent.click(screen.getByRole("button", { name: "Send a test" }));
  const status = within(screen.getByRole("status", { name: "What became of the test" }));
  expect(await status.findByText("It is switched off.")).toBeTruthy();
  expect(await status.findByText("the receiver answered 404", {}, { timeout: 5_000 })).toBeTruthy();
  expect(status.getByText("failed")).toBeTruthy();
});
