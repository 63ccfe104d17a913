const key = "swarmdesk.view";

/** The address that was looked at last, so that the page opens there again; a tab that was open stays where it was. */
export const lastView = {
  keep(address: string): void {
    localStorage.setItem(key, address);
    sessionStorage.setItem(key, address);
  },
  /** Where a tab that has just been opened at the root goes, if anywhere. */
  restore(address: string): string | undefined {
    if (address !== "/" || sessionStorage.getItem(key) !== null) return undefined;
    const kept = localStorage.getItem(key);
    return kept?.startsWith("/") && !kept.startsWith("//") && kept !== "/" ? kept : undefined;
  },
};
