import type { Client } from "../../../api/client";
import type { LedgerEvent } from "../../../api/types";

/**
 * Every row that may tell of a change of these limits, oldest first. What tightened one is found by the limit's name; what
 * is in force, what a start loosened, and what older versions of the desk wrote, is about the desk.
 */
export async function rowsOfLimits({ ledgerOf }: Pick<Client, "ledgerOf">, names: readonly string[]): Promise<LedgerEvent[]> {
  const found = await Promise.all(["desk", ...names].map((subject) => ledgerOf(subject)));
  return found.flat().sort((a, b) => a.seq - b.seq);
}
