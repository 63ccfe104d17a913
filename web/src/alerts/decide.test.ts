import { describe, expect, test } from "vitest";
import type { NotificationSettings } from "../api/types";
import { decide, isQuietAt, type Situation } from "./decide";
import { readHere, type Here } from "./here";
import type { Notice } from "./notice";

const now = Date.UTC(2025, 3, 3, 23, 30);
const notice: Notice = {
  kind: "approval_waiting",
  title: "An approval waits",
  body: "",
  discreet: "",
  tag: "approval a1",
  path: "/approvals",
  isFollowUp: false,
};
const here: Here = { hasSound: true, volume: 0.5, vibrates: true, hasSystem: true, loud: ["approval_waiting"] };
const away: Situation = { now, isWatched: false, speaks: true, isPushedTo: false };
const settings = (kind: object = {}, quiet: object = {}): NotificationSettings =>
  ({
    hides_amounts: true,
    quiet_hours: { is_on: false, from: "22:00", to: "07:00", utc_offset_min: 0, ...quiet },
    kinds: [{ kind: "approval_waiting", title: "", page: true, push: true, webhook: true, in_quiet_hours: true, ...kind }],
    subscriptions: [],
    webhooks: [],
  }) as NotificationSettings;

const all = { toast: true, sound: true, vibration: true, system: true };
const none = { toast: false, sound: false, vibration: false, system: false };

describe("how it is told", () => {
  test.each<[string, Partial<Notice>, NotificationSettings | undefined, Partial<Here>, Partial<Situation>, object]>([
    ["by every way that is on, to somebody who looks elsewhere", {}, settings(), {}, {}, all],
    ["also before the desk has said what was chosen", {}, undefined, {}, {}, all],
    ["but no fills then", { kind: "fill" }, undefined, {}, {}, none],
    ["not at all where that was chosen", {}, settings({ page: false }), {}, {}, none],
    ["without a system notification to somebody who looks", {}, settings(), {}, { isWatched: true }, { ...all, system: false }],
    ["nor a second one where the desk pushes it", {}, settings(), {}, { isPushedTo: true }, { ...all, system: false }],
    ["but one where it does not push this kind", {}, settings({ push: false }), {}, { isPushedTo: true }, all],
    ["silently by a tab that is not the speaker", {}, settings(), {}, { speaks: false }, { ...none, toast: true }],
    ["silently where sound is off", {}, settings(), { hasSound: false }, {}, { ...all, sound: false }],
    ["silently where this kind is not loud", {}, settings(), { loud: [] }, {}, { ...all, sound: false, vibration: false }],
    ["silently where it only ends what was told", { isFollowUp: true }, settings(), {}, {}, { ...all, sound: false, vibration: false }],
    ["in quiet hours where it is marked so", {}, settings({}, { is_on: true }), {}, {}, all],
    ["on the page alone in quiet hours where it is not", {}, settings({ in_quiet_hours: false }, { is_on: true }), {}, {}, { ...none, toast: true }],
  ])("%s", (_, change, chosen, local, situation, expected) =>
    expect(decide({ ...notice, ...change }, chosen, { ...here, ...local }, { ...away, ...situation })).toEqual(expected),
  );
});

describe("quiet hours", () => {
  const quiet = (from: string, to: string, utc_offset_min = 0, is_on = true) => ({ is_on, from, to, utc_offset_min });
  const clock = (hours: number, minutes: number) => Date.UTC(2025, 3, 3, hours, minutes);
  test.each([
    ["off is never quiet", quiet("00:00", "23:59", 0, false), clock(12, 0), false],
    ["a minute before them", quiet("22:00", "07:00"), clock(21, 59), false],
    ["their first minute", quiet("22:00", "07:00"), clock(22, 0), true],
    ["past midnight", quiet("22:00", "07:00"), clock(3, 0), true],
    ["their last minute", quiet("22:00", "07:00"), clock(6, 59), true],
    ["their end is no part of them", quiet("22:00", "07:00"), clock(7, 0), false],
    ["within one day", quiet("12:00", "13:00"), clock(12, 30), true],
    ["the same twice is the whole day", quiet("08:00", "08:00"), clock(3, 0), true],
    ["by the reader's clock, east", quiet("22:00", "07:00", 120), clock(20, 0), true],
    ["by the reader's clock, west", quiet("22:00", "07:00", -300), clock(2, 59), false],
    ["what is no time of day is never quiet", quiet("25:00", "07:00"), clock(3, 0), false],
  ])("%s", (_, hours, time, expected) => expect(isQuietAt(hours, time)).toBe(expected));
});

describe("what this browser keeps", () => {
  test("nothing kept, and what is no choice, is the usual", () => {
    const usual = readHere(null);
    expect(usual).toMatchObject({ hasSound: true, hasSystem: true, volume: 0.5 });
    for (const text of ["", "{", "null", "[]", "7"]) expect(readHere(text)).toEqual(usual);
  });
  test("a part of it that is wrong is the usual alone", () => {
    const kept = readHere('{"hasSound":false,"volume":7,"loud":["fill","nonsense"]}');
    expect(kept).toMatchObject({ hasSound: false, volume: 0.5, loud: ["fill"], vibrates: true });
  });
});
