import { hasPage } from "../pages/table";

const key = "swarmdesk.view";

/** The address that was looked at last, so that the page opens there again; a tab that was open stays where it was. */
export const lastView = {
  /** What is no page is not kept: nobody is to be sent there again. */
  keep(address: string): void {
    if (!hasPage(address)) return;
    localStorage.setItem(key, address);
    sessionStorage.setItem(key, address);
  },
  /** Where a tab that has just been opened at the root goes, if anywhere. What is kept may be another version's, or anyone's. */
  restore(address: string): string | undefined {
    if (address !== "/" || sessionStorage.getItem(key) !== null) return undefined;
    const kept = localStorage.getItem(key);
    return kept !== null && kept !== "/" && hasPage(kept) ? kept : undefined;
  },
};
