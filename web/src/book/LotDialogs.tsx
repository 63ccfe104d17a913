import type { Lot, Position } from "../api/types";
import { CloseDialog } from "../close/CloseDialog";
import type { CloseTarget } from "../close/closeTargets";
import { HalfDialog } from "../close/HalfDialog";
import { ProtectDialog } from "../protection/ProtectDialog";

export type Asked =
  | { close: CloseTarget }
  | { half: { position: Position; lot: Lot; quantity: string } }
  | { protect: { position: Position; lot: Lot } };
export type Ask = (asked: Asked) => void;

interface LotDialogsProps {
  asked: Asked;
  onClose(): void;
}

/** What was asked of a lot. It stays though the lot's line goes: that it is closed is told here. */
export function LotDialogs({ asked, onClose }: LotDialogsProps) {
  if ("close" in asked) return <CloseDialog target={asked.close} onClose={onClose} />;
  if ("half" in asked) return <HalfDialog {...asked.half} onClose={onClose} />;
  return <ProtectDialog {...asked.protect} onClose={onClose} />;
}
