import { describe, expect, test } from "vitest";
import type { SentNotification } from "../../../api/types";
import { outcomesHere, outcomesSent } from "./outcomes";
import { obstacle } from "./permission";

const here = { hasSound: true, isSoundReady: true, hasSystem: true, permission: "granted" } as const;
const tones = (change: object) => outcomesHere({ ...here, ...change }).map(({ tone }) => tone);

test.each([
  [{}, ["up", "up"]],
  [{ hasSound: false }, ["warn", "up"]],
  [{ isSoundReady: false }, ["down", "up"]],
  [{ hasSystem: false }, ["up", "warn"]],
  [{ permission: "default" }, ["up", "warn"]],
  [{ permission: "denied" }, ["up", "down"]],
  [{ permission: "none" }, ["up", "warn"]],
])("with %j this browser says %j", (change, expected) => expect(tones(change)).toEqual(expected));

const sent = (change: Partial<SentNotification>): SentNotification =>
  ({ way: "push", target: "Pixel", state: "delivered", ...change }) as SentNotification;

describe("what left the desk", () => {
  test("nowhere to send to is said", () => expect(outcomesSent([], 0)).toMatchObject([{ tone: "warn" }]));

  test("what has no outcome yet is on its way", () => {
    expect(outcomesSent([], 2)).toMatchObject([{ way: "2 more", tone: "accent" }]);
    expect(outcomesSent([sent({ state: "queued" })], 1)).toMatchObject([{ way: "Push to Pixel", tone: "accent" }]);
  });

  test("one that failed says why", () => {
    const failed = sent({ way: "webhook", target: "phone", state: "failed", why: "404" });
    expect(outcomesSent([failed], 1)).toEqual([{ way: "Webhook phone", tone: "down", words: "404" }]);
  });

  test("two browsers of one name are two", () => {
    expect(outcomesSent([sent({}), sent({})], 2).map(({ way }) => way)).toEqual(["Push to Pixel", "Push to Pixel (2)"]);
  });
});

test.each([
  ["insecure", "default", "https"],
  ["needs-home-screen", "default", "home screen"],
  ["unsupported", "none", "no push"],
  ["ready", "denied", "blocks"],
  ["ready", "default", undefined],
  ["ready", "granted", undefined],
] as const)("%s and %s: %s", (support, permission, words) => {
  const said = obstacle(support, permission);
  if (words === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(words);
});
