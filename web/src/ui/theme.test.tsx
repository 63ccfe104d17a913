import { afterEach, expect, test, vi } from "vitest";
import { applySigns, applyTheme, onThemeChange, readSigns, readTheme } from "./theme";

const root = document.documentElement.dataset;
vi.stubGlobal("matchMedia", () => new EventTarget());

afterEach(() => {
  applySigns("green-red");
  applyTheme("auto");
});

test("what is chosen is shown, kept and told to the chart", () => {
  const told = vi.fn();
  const stop = onThemeChange(told);
  applySigns("blue-orange");
  applyTheme("dark");
  expect([root["signs"], root["theme"]]).toEqual(["blue-orange", "dark"]);
  expect([readSigns(), readTheme()]).toEqual(["blue-orange", "dark"]);
  expect(told).toHaveBeenCalledTimes(2);
  stop();
});

test("what is usual leaves no trace", () => {
  applySigns("blue-orange");
  applySigns("green-red");
  expect(root["signs"]).toBeUndefined();
  expect(localStorage.getItem("swarmdesk.signs")).toBeNull();
});

test("what is kept and unknown is the usual", () => {
  localStorage.setItem("swarmdesk.signs", "purple");
  localStorage.setItem("swarmdesk.theme", "purple");
  expect([readSigns(), readTheme()]).toEqual(["green-red", "auto"]);
});
