import type { Client } from "../api/client";
import type { Desk } from "./desk";

/** The parts of the desk that are asked for, each by one question; money is that of one's own account. */
export const resources = {
  status: async (client: Client) => ({ status: await client.status() }),
  market: async (client: Client) => {
    const market = await client.market();
    return { market, quotes: Object.fromEntries(market.quotes.map((quote) => [quote.instrument, quote])) };
  },
  portfolio: async (client: Client, account: string) => ({ portfolio: await client.portfolio(account) }),
  positions: async (client: Client, account: string) => ({ positions: await client.positions(account) }),
  orders: async (client: Client, account: string) => ({ orders: await client.orders(account) }),
  fills: async (client: Client, account: string) => ({ fills: await client.fills(account) }),
  rails: async (client: Client, account: string) => ({ rails: await client.rails(account) }),
  approvals: async (client: Client) => ({ approvals: await client.approvals() }),
  agents: async (client: Client) => ({ agents: await client.agents() }),
  signals: async (client: Client) => ({ signals: await client.signals() }),
  alerts: async (client: Client) => ({ alerts: await client.alerts() }),
  analyses: async (client: Client) => ({
    analyses: Object.fromEntries((await client.analyses()).latest.map((each) => [each.instrument, each])),
  }),
  models: async (client: Client) => ({ models: await client.models() }),
  intents: async (client: Client, account: string) => ({ intents: await client.intents(account) }),
  ledger: async (client: Client) => ({ ledger: (await client.ledger()).reverse() }),
} satisfies Record<string, (client: Client, account: string) => Promise<Partial<Desk>>>;

export type Resource = keyof typeof resources;

const by_kind: readonly [RegExp, readonly Resource[]][] = [
  [/^Signal/, ["signals"]],
  [/^Alert/, ["alerts"]],
  [/^(Desk|Account)StateSet$/, ["status", "portfolio", "rails"]],
  [/^Approval/, ["approvals", "intents"]],
  [/^Intent/, ["intents", "rails"]],
  [/^OrderFilled$/, ["fills", "positions", "portfolio", "orders", "intents", "rails"]],
  [/^(Order|Cancel|Exposure)/, ["orders", "intents", "rails"]],
];

/** What a ledger row of this kind may have changed. */
export function concerns(kind: string): readonly Resource[] {
  return by_kind.find(([pattern]) => pattern.test(kind))?.[1] ?? ["portfolio", "rails"];
}
