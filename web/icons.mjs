/**
 * Draws the app's icons from public/icon.svg, with the browser that tests the page: `node icons.mjs`. The pictures are kept in
 * the repository; this is only run when the drawing changes.
 */
import { readFile } from "node:fs/promises";
import { openBrowser } from "./e2e/browser.mjs";

const folder = new URL("public/", import.meta.url);
const drawing = await readFile(new URL("icon.svg", folder), "utf8");
/** Systems cut a maskable icon to shapes of their own: its ground is whole and its drawing smaller. */
const maskable = drawing.replace(' rx="8"', "").replace('<g fill', '<g transform="translate(4.8 4.8) scale(0.7)" fill');
/** Phones paint a badge in one colour of theirs: only what is opaque counts. */
const badge = drawing.replace(/<rect[^>]*>/, "").replaceAll(/fill="#[0-9a-f]+"/g, 'fill="#fff"').replaceAll(/ opacity="[.0-9]+"/g, "");

const pictures = [
  ["icon-180.png", drawing.replace(' rx="8"', ""), 180],
  ["icon-192.png", drawing, 192],
  ["icon-512.png", drawing, 512],
  ["icon-maskable.png", maskable, 512],
  ["badge.png", badge, 96],
];

const { context, close } = await openBrowser({});
const page = await context.newPage();
for (const [name, svg, size] of pictures) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`);
  await page.screenshot({ path: new URL(name, folder).pathname, omitBackground: true });
}
await close();
