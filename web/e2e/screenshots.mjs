/** Takes the pictures for people to look at: `node e2e/screenshots.mjs FOLDER`. */
import { openBrowser } from "./browser.mjs";
import { openDesk } from "./desk.mjs";

const folder = process.argv[2] ?? "screenshots";
const desk = await openDesk();
const views = [
  { name: "desktop-dark", options: { viewport: { width: 1440, height: 1000 }, colorScheme: "dark" } },
  { name: "desktop-light", options: { viewport: { width: 1440, height: 1000 }, colorScheme: "light" } },
  {
    name: "phone",
    options: {
      viewport: { width: 390, height: 844 },
      colorScheme: "dark",
      isMobile: true,
      hasTouch: true,
      deviceScaleFactor: 2,
    },
  },
];
for (const { name, options } of views) {
  const browser = await openBrowser(options);
  const page = await browser.context.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(`${name}: ${message.text()}`));
  page.on("pageerror", (error) => console.error(`${name}: ${error}`));
  await page.goto(`${desk.url}/#token=${desk.token}`);
  await page.locator(".chart canvas").first().waitFor();
  await page.locator(".agent").first().waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.screenshot({ path: `${folder}/${name}-full.png`, fullPage: true });
  await browser.close();
}
desk.close();
