import type { DeskState } from "../api/types";
import { useDesk } from "../store/context";

/** The state of what this person may stop: the desk for the operator, his account for a trader. */
export function useStoppedState(): DeskState | undefined {
  const role = useDesk((desk) => desk.me?.role);
  const desk = useDesk((each) => each.status?.state);
  const account = useDesk((each) => each.portfolio?.state);
  return role === "trader" ? account : desk;
}
