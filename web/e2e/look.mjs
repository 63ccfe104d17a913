import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { paths } from "./pages.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const widths = [320, 390, 768, 800, 1440, 2560];

/** What axe finds wrong with the page as it is now; needs a page that was opened with `bypassCSP`. */
export async function flaws(page, path) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  return told.map((fault) => `${path} ${fault}`);
}

/** What anybody must be able to see and reach: on every page, in every colour, at every width. */
export function lookCases({ open, enter, visit, phone }) {
  const settle = async (page) => {
    await page.locator(".panel, .tile").first().waitFor();
    await page.waitForTimeout(300);
  };
  const light = { colorScheme: "light" };
  const dark = { colorScheme: "dark" };
  const views = {
    light: [light],
    dark: [dark],
    phone: [{ ...phone, ...dark }],
    "light in blue and orange": [light, "blue-orange"],
    "dark in blue and orange": [dark, "blue-orange"],
  };
  return {
    ...Object.fromEntries(
      Object.entries(views).map(([name, [options, signs]]) => [
        `axe finds nothing on any page, ${name}`,
        async () => {
          const { page, close } = await open({ ...options, bypassCSP: true });
          if (signs) await page.addInitScript((chosen) => localStorage.setItem("swarmdesk.signs", chosen), signs);
          await enter(page);
          assert.equal(await page.evaluate(() => document.documentElement.dataset.signs), signs);
          const faults = [];
          for (const path of paths) {
            await visit(page, path);
            await settle(page);
            faults.push(...(await flaws(page, path)));
          }
          await close();
          assert.ok(faults.length === 0, faults.join("\n"));
        },
      ]),
    ),
    async "where the system gives the colours, what is chosen can be told from what is not"() {
      const { page, close } = await open({ forcedColors: "active" });
      await enter(page);
      await visit(page, "/markets");
      await settle(page);
      const ground = (locator) => locator.first().evaluate((element) => getComputedStyle(element).backgroundColor);
      for (const [on, off] of [
        ['.segments [aria-pressed="true"]', '.segments [aria-pressed="false"]'],
        [".rail-nav a[aria-current]", ".rail-nav a:not([aria-current])"],
        [".watchlist a[aria-current]", ".watchlist a:not([aria-current])"],
      ])
        assert.notEqual(await ground(page.locator(on)), await ground(page.locator(off)), on);
      await close();
    },
    async "on phones the header is two lines, whatever the desk's state, and says money, state, age and what waits"() {
      for (const width of [320, 360, 390, 430]) {
        const { page, close } = await open({ ...phone, viewport: { width, height: 844 } });
        await enter(page);
        for (const state of ["ACTIVE", "HALTED"]) {
          if (state === "HALTED") await page.getByRole("button", { name: /^Halt/ }).click();
          await page.locator(".state-badge").getByText(state).waitFor();
          await page.locator(".price-age").getByText("prices now").waitFor();
          const lines = await page.evaluate(() => {
            const shown = [...document.querySelectorAll(".header .tag, .header .button, .header dd, .header__ages, .header__market")]
              .filter((part) => part.checkVisibility() && getComputedStyle(part.closest(".halt-control") ?? part).position !== "fixed")
              .map((part) => part.getBoundingClientRect());
            const middles = shown.map(({ y, height }) => y + height / 2).sort((a, b) => a - b);
            const right = Math.max(...shown.map((box) => box.right));
            return { count: middles.filter((y, at) => at === 0 || y - middles[at - 1] > 10).length, right };
          });
          assert.ok(lines.count <= 2, `at ${width}, ${state}: ${lines.count} lines`);
          assert.ok(lines.right <= width, `at ${width}, ${state}: it ends at ${lines.right}`);
        }
        await page.getByRole("button", { name: "Resume…" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Resume trading" }).click();
        await page.locator(".state-badge").getByText("ACTIVE").waitFor();
        await close();
      }
    },
    async "at every width Halt is on the screen and nothing runs off the side, on every page"() {
      const faults = [];
      for (const width of widths) {
        const { page, close } = await open({ viewport: { width, height: 900 } });
        await enter(page);
        await page.locator(".button--halt").waitFor();
        for (const path of paths) {
          await visit(page, path);
          await settle(page);
          const box = await page.locator(".button--halt").boundingBox();
          if (!box || box.x < 0 || box.x + box.width > width || box.y < 0 || box.y + box.height > 900)
            faults.push(`${width} ${path}: Halt is at ${JSON.stringify(box)}`);
          const whole = await page.evaluate(() => document.documentElement.scrollWidth);
          if (whole > width) faults.push(`${width} ${path}: the page is ${whole} wide`);
        }
        await close();
      }
      assert.deepEqual(faults, []);
    },
  };
}
