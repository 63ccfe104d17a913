/** Fails if the page has become heavier than it may be: everything but the chart, which comes after the first paint. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budget_kb = 250;
const chart = /^PriceChart-/;

const folder = new URL("dist/assets/", import.meta.url);
const sizes = readdirSync(folder)
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => ({ name, kb: gzipSync(readFileSync(new URL(name, folder))).length / 1000 }));
const isChart = ({ name }) => chart.test(name);
const sum = (parts) => parts.reduce((total, { kb }) => total + kb, 0);
const page = sum(sizes.filter((each) => !isChart(each)));
const drawn = sum(sizes.filter(isChart));
const words = `with gzip the page is ${page.toFixed(1)} kB of at most ${budget_kb}, and the chart ${drawn.toFixed(1)} kB`;
if (drawn === 0) throw new Error("the chart is in no file of its own: it would be loaded with the rest");
if (page > budget_kb) throw new Error(words);
console.log(words);
