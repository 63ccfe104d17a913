import type { Client } from "../api/client";
import type { Me } from "../api/types";
import type { AccountSummary, Desk } from "./desk";

/** One's own accounts; before the first is opened, the one that will be. */
function ownAccounts({ account, accounts }: Me): string[] {
  return accounts.length > 0 ? accounts.map((each) => each.account) : [account];
}

async function ofEach<T>(me: Me, ask: (account: string) => Promise<T[]>): Promise<T[]> {
  return (await Promise.all(ownAccounts(me).map(ask))).flat();
}

/** One's own accounts, and for the operator those of others: whoever may resume them must see that they stand still. */
async function accountsOf(client: Client, me: Me): Promise<AccountSummary[]> {
  const own = me.accounts.map(({ account, state }) => ({ account, state }));
  if (me.role !== "operator") return own;
  const names = new Set(ownAccounts(me));
  const others = (await client.users()).filter(({ account }) => !names.has(account) && names.add(account));
  const each = await Promise.all(
    others.map(async ({ account, name }) => {
      // A user may have been given an account that is not open yet.
      const portfolio = await client.portfolio(account).catch(() => undefined);
      const { state, state_reason: reason } = portfolio ?? {};
      return state && { account, state, user: name, ...(reason ? { reason } : {}) };
    }),
  );
  return [...own, ...each.filter((one) => one !== undefined)];
}

/**
 * The parts of the desk that are asked for. Positions, orders and intents are those of all of one's own accounts; the
 * sums, fills and rails are those of the account that is looked at.
 */
export const resources = {
  status: async (client: Client) => ({ status: await client.status() }),
  market: async (client: Client) => {
    const market = await client.market();
    return { market, quotes: Object.fromEntries(market.quotes.map((quote) => [quote.instrument, quote])) };
  },
  me: async (client: Client) => ({ me: await client.me() }),
  // Asked for anew: what is known of oneself may be as old as the state it is to mend.
  accounts: async (client: Client) => ({ accounts: await accountsOf(client, await client.me()) }),
  portfolio: async (client: Client, _: Me, account: string) => ({ portfolio: await client.portfolio(account) }),
  positions: async (client: Client, me: Me) => ({ positions: await ofEach(me, client.positions) }),
  orders: async (client: Client, me: Me) => ({
    orders: (await ofEach(me, client.orders)).toSorted((a, b) => b.time.localeCompare(a.time)),
  }),
  fills: async (client: Client, _: Me, account: string) => ({ fills: await client.fills(account) }),
  rails: async (client: Client, _: Me, account: string) => ({ rails: await client.rails(account) }),
  approvals: async (client: Client) => ({ approvals: await client.approvals() }),
  agents: async (client: Client) => ({ agents: await client.agents() }),
  signals: async (client: Client) => ({ signals: await client.signals() }),
  alerts: async (client: Client) => ({ alerts: await client.alerts() }),
  analyses: async (client: Client) => ({
    analyses: Object.fromEntries((await client.analyses(1)).latest.map((each) => [each.instrument, each])),
  }),
  models: async (client: Client) => ({ models: await client.models() }),
  intents: async (client: Client, me: Me) => ({
    intents: (await ofEach(me, client.intents)).toSorted((a, b) => b.created.localeCompare(a.created)),
  }),
  reconciliations: async (client: Client, { accounts }: Me) => {
    const each = await Promise.all(accounts.map(({ account }) => client.reconciliation(account)));
    return { reconciliations: Object.fromEntries(each.map((one) => [one.account, one])) };
  },
  ledger: async (client: Client) => ({ ledger: (await client.ledger()).reverse() }),
} satisfies Record<string, (client: Client, me: Me, account: string) => Promise<Partial<Desk>>>;

export type Resource = keyof typeof resources;

const by_kind: readonly [RegExp, readonly Resource[]][] = [
  [/^Signal/, ["signals"]],
  [/^Alert/, []],
  [/^DeskStateSet$/, ["status", "portfolio", "rails"]],
  [/^AccountStateSet$/, ["status", "me", "accounts", "portfolio", "rails", "reconciliations"]],
  [/^AccountOpened$/, ["me", "accounts"]],
  [/^(Reconcile|Adjustment)/, ["reconciliations", "portfolio", "positions", "rails"]],
  [/^Settlement/, ["reconciliations"]],
  [/^Approval/, ["approvals", "intents", "orders"]],
  [/^Intent/, ["intents", "rails"]],
  [/^Order(Filled|Settled)$/, ["fills", "positions", "portfolio", "orders", "intents", "rails", "reconciliations"]],
  [/^Order(Unknown|Accepted|Rejected|Closed)$/, ["orders", "intents", "rails", "reconciliations"]],
  [/Protect/, ["positions", "orders", "intents"]],
  [/^(Order|Cancel|Exposure)/, ["orders", "intents", "rails"]],
];

/** What a ledger row of this kind may have changed. */
export function concerns(kind: string): readonly Resource[] {
  return by_kind.find(([pattern]) => pattern.test(kind))?.[1] ?? ["portfolio", "rails"];
}
