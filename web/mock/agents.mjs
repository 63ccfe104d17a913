import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../agents/", import.meta.url);

/** What stands behind a key of a manifest, on its line. */
const line = (text, key) => text.match(new RegExp(`^${key}: (.*)$`, "m"))?.[1];

/** The desk's own manifests: name, title and what those that do not work yet wait for. */
export const manifests = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .sort()
  .map((file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    const needs = text.match(/^needs:\n((?: {2}- .*\n?)+)/m)?.[1] ?? "";
    const waits_for = needs.split("\n").filter(Boolean).map((each) => each.replace("  - ", "")).join(", ");
    return { name: line(text, "name"), title: line(text, "title"), waits_for };
  });
