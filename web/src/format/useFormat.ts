import { useDesk } from "../store/context";
import { formatOf, type Format } from "./format";

/** Numbers as the desk's own instruments have them. */
export function useFormat(): Format {
  return formatOf(useDesk((desk) => desk.market?.instruments));
}
