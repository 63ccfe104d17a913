import type { Lot, LotProtection, Position } from "../api/types";
import { isClosable, lotTarget } from "../close/closeTargets";
import { halfOf } from "../close/half";
import { compare, difference, isZero } from "../format/decimal";
import { useFormat } from "../format/useFormat";
import { isProtected, protectionTerms } from "../protection/words";
import { stateText, stateTone } from "./intentState";
import type { Ask } from "./LotDialogs";
import { ownerText } from "./lots";

interface LotActionsProps {
  lot: Lot;
  position: Position;
  columns: number;
  mayTrade: boolean;
  ask: Ask;
}

/** Below a lot: what protects it, and what can be done with it. */
export function LotActions({ lot, position, columns, mayTrade, ask }: LotActionsProps) {
  const format = useFormat();
  if (!isClosable(lot)) return null;
  const half = halfOf(lot, format.instrumentOf(position)?.lot);
  const whose = `${position.instrument} of ${ownerText(lot.owner)}`;
  // The desk protects what was bought.
  const isLong = compare(lot.quantity, "0") === 1;
  return (
    <tr className="lot lot--actions">
      <td colSpan={columns}>
        <div className="lot__actions">
          {isLong && <ProtectionText lot={lot} position={position} />}
          {mayTrade && (
            <span className="lot__buttons">
              {isLong && (
                <button
                  type="button"
                  className="button button--small"
                  aria-label={`${isProtected(lot.protection) ? "Change what protects" : "Protect"} ${whose}…`}
                  onClick={() => ask({ protect: { position, lot } })}
                >
                  {isProtected(lot.protection) ? "Change…" : "Protect…"}
                </button>
              )}
              {half !== undefined && (
                <button
                  type="button"
                  className="button button--small"
                  aria-label={`Close half of ${whose}…`}
                  onClick={() => ask({ half: { position, lot, quantity: half } })}
                >
                  Half…
                </button>
              )}
              <button
                type="button"
                className="button button--small"
                aria-label={`Close ${whose}…`}
                onClick={() => ask({ close: lotTarget(position, lot) })}
              >
                Close…
              </button>
            </span>
          )}
        </div>
      </td>
    </tr>
  );
}

function ProtectionText({ lot, position }: { lot: Lot; position: Position }) {
  const format = useFormat();
  const { protection } = lot;
  if (!isProtected(protection)) return <span className="lot__terms quiet">not protected</span>;
  const covers = protection.quantity;
  // Less than one step of the venue's is dust, which no order can sell.
  const open = covers === undefined ? undefined : difference(lot.quantity, covers);
  const step = format.instrumentOf(position)?.lot ?? "0";
  const isPart = open !== undefined && !isZero(open) && compare(open, step) !== -1;
  const state = restingState(protection);
  return (
    <span className="lot__terms">
      {protectionTerms(position, protection, position.mark_price, format).map((term) => (
        <span key={term}>{term}</span>
      ))}
      {state && <span className={`tag tag--${state.tone}`}>{state.words}</span>}
      {isPart && <span className="tag tag--warn">covers {format.quantity(position, covers)}</span>}
    </span>
  );
}

/** Only what is not as it should be is said: an order that rests needs no words. */
function restingState(protection: LotProtection): { tone: string; words: string } | undefined {
  const { intent_id, state, is_current } = protection;
  if (is_current === false) return { tone: "warn", words: "being replaced" };
  if (state === "ACCEPTED" || state === "PARTIALLY_FILLED") return undefined;
  if (state) return { tone: stateTone(state), words: stateText(state) };
  return intent_id ? undefined : { tone: "warn", words: "not at the venue" };
}
