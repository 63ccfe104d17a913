/** The address of every page and of every part of one that looks different. */
export const paths = ["/", "/markets", "/markets/PEPEUSDT", "/swarm", "/swarm/buy_bot", "/approvals", "/portfolio"].concat(
  ["/portfolio/orders", "/portfolio/trades", "/portfolio/performance", "/portfolio/intents", "/portfolio/reconciliation"],
  ["/approvals/history", "/approvals/rules", "/swarm/online_trading/performance", "/swarm/online_trading/strategies"],
  ["/swarm/monitor/models"],
  ["/replays", "/models", "/ledger", "/ledger?kind=OrderFilled", "/settings"],
  ["limits", "notifications", "users", "sign-in", "agents", "appearance", "about"].map((part) => `/settings/${part}`),
);

/** A name for files: "/" is overview. */
export function nameOf(path) {
  return path.slice(1).replaceAll(/[/?=&]/g, "-") || "overview";
}

/** Goes to another page as a link does. */
export async function visit(page, path) {
  await page.evaluate((address) => history.pushState(null, "", address), path);
  await page.locator("h1").waitFor();
}
