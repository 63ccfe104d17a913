import { useDesk } from "../store/context";

/** Why nothing may be approved for this account now, if so: it would be denied, and the request used up. */
export function useHaltReason(account: string): string | undefined {
  const desk = useDesk((each) => each.status?.state);
  const own = useDesk(
    ({ accounts, me }) => (accounts ?? me?.accounts)?.find((each) => each.account === account)?.state,
  );
  if (desk === "HALTED") return "The desk is halted: what is approved now would be denied. Resume it first, or decline.";
  if (own === "HALTED")
    return `Account ${account} is halted: what is approved now would be denied. Resume it first, or decline.`;
  return undefined;
}
