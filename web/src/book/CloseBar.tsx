import type { Position } from "../api/types";
import { wholeTargets } from "../close/closeTargets";
import type { Ask } from "./LotDialogs";

interface CloseBarProps {
  positions: readonly Position[];
  several: boolean;
  ask: Ask;
}

/** Closes more than one lot at once. */
export function CloseBar({ positions, several, ask }: CloseBarProps) {
  const targets = wholeTargets(positions, several);
  if (targets.length === 0) return null;
  return (
    <div className="close-bar">
      {targets.map((target) => (
        <button
          key={target.title}
          type="button"
          className="button button--small"
          onClick={() => ask({ close: target })}
        >
          {target.title}…
        </button>
      ))}
    </div>
  );
}
