/**
 * Set when somebody went to another page, taken by that page's heading. The first page of all takes none: the browser
 * begins at its top by itself.
 */
let pending = false;

export const arrival = {
  set(): void {
    pending = true;
  },
  take(): boolean {
    const was = pending;
    pending = false;
    return was;
  },
};
