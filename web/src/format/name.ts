/** The desk's names as a person reads them: "online_trading" is "online trading". */
export function nameText(name: string): string {
  return name.replaceAll("_", " ");
}
