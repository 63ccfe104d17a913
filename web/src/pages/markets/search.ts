/** Whether an instrument's name holds what was typed, whatever the case. */
export function matches(instrument: string, search: string): boolean {
  return instrument.toLowerCase().includes(search.trim().toLowerCase());
}
