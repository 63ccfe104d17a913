import type { CloseRequest, Lot, Position } from "../api/types";
import { isZero } from "../format/decimal";
import { ownerText } from "../book/lots";

/** What a person may close at once, as its dialog is titled. */
export interface CloseTarget {
  title: string;
  request: Omit<CloseRequest, "close_id" | "reason">;
}

/** What can be sold or bought back; dust cannot. */
export function isClosable({ quantity, is_dust }: Lot): boolean {
  return !isZero(quantity) && !is_dust;
}

/** "Close BTCUSDT of buy bot": one lot. */
export function lotTarget({ account, venue, instrument }: Position, { owner }: Lot): CloseTarget {
  return {
    title: `Close ${instrument} of ${ownerText(owner)}`,
    request: { account, instrument: `${venue}:${instrument}`, owner },
  };
}

/** "Close BTCUSDT": every lot of it. */
export function instrumentTarget({ account, venue, instrument }: Position): CloseTarget {
  return { title: `Close ${instrument}`, request: { account, instrument: `${venue}:${instrument}` } };
}

/** "Close everything", and of each agent or of people all of theirs; of each account its own. */
export function wholeTargets(positions: readonly Position[], several: boolean): CloseTarget[] {
  const held = positions.flatMap(({ account, owners }) =>
    owners.filter(isClosable).map(({ owner }) => ({ account, agent: owner.split("/")[0] ?? owner })),
  );
  const accounts = [...new Set(held.map(({ account }) => account))];
  return accounts.flatMap((account) => {
    const where = several ? ` in ${account}` : "";
    const agents = new Set(held.filter((each) => each.account === account).map(({ agent }) => agent));
    return [
      { title: `Close everything${where}`, request: { account, everything: true as const } },
      ...[...agents].map((owner) => ({
        title: `Close all of ${ownerText(owner)}${where}`,
        request: { account, owner },
      })),
    ];
  });
}
