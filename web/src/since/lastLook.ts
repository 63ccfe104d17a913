/** When somebody last looked at the overview in this browser, and how the desk was then. */
export interface Look {
  /** How far the ledger was. */
  seq: number;
  /** By the desk's clock. */
  time: string;
  /** Of the account that was looked at. */
  account: string;
  equity_usd?: string | undefined;
}

const key = "swarmdesk.last-look";
const visit_key = "swarmdesk.look-before";

/** What is kept may be anybody's: what is no look is none. */
function parsed(text: string | null): Look | undefined {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    if (typeof kept !== "object" || kept === null) return undefined;
    const { seq, time, account, equity_usd } = kept as Record<string, unknown>;
    if (!Number.isSafeInteger(seq) || typeof time !== "string" || Number.isNaN(Date.parse(time))) return undefined;
    if (typeof account !== "string") return undefined;
    return { seq: seq as number, time, account, ...(typeof equity_usd === "string" ? { equity_usd } : {}) };
  } catch {
    return undefined;
  }
}

export const lastLook = {
  /** The newest look. */
  read: (): Look | undefined => parsed(localStorage.getItem(key)),
  keep: (look: Look): void => localStorage.setItem(key, JSON.stringify(look)),

  /** The look before this visit: it stays the same while a tab is open, wherever one goes in it, until `begin`. */
  before(): Look | undefined {
    const kept = parsed(sessionStorage.getItem(visit_key));
    if (kept) return kept;
    const last = lastLook.read();
    if (last) lastLook.begin(last);
    return last;
  },
  /** From now on what happened since that look is told. */
  begin: (look: Look): void => sessionStorage.setItem(visit_key, JSON.stringify(look)),
};
