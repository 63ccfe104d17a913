import { useMemo } from "react";
import type { Trade } from "../api/types";
import { ownerText } from "../book/lots";
import { namesIn, type TradeFilter } from "./tradeList";

interface TradeFiltersProps {
  trades: readonly Trade[];
  filter: TradeFilter;
  onChange(parts: Record<string, string | undefined>): void;
}

/** Whose, of what and why: each from what occurs. */
export function TradeFilters({ trades, filter, onChange }: TradeFiltersProps) {
  const owners = useMemo(() => {
    const names = namesIn(trades, ({ owner }) => owner);
    // An agent stands for all of its strategies.
    return [...new Set(names.flatMap((name) => [name.split("/")[0] ?? name, name]))].toSorted();
  }, [trades]);
  const instruments = useMemo(() => namesIn(trades, ({ instrument }) => instrument), [trades]);
  const reasons = useMemo(() => namesIn(trades, ({ exit }) => exit), [trades]);
  return (
    <div className="trades__filters">
      <Choice label="Owner" all="Everybody's" names={owners} chosen={filter.owner} text={ownerText} onChoose={(owner) => onChange({ owner })} />
      <Choice
        label="Instrument"
        all="Every instrument"
        names={instruments}
        chosen={filter.instrument}
        onChoose={(instrument) => onChange({ instrument })}
      />
      <Choice label="Reason" all="Every reason" names={reasons} chosen={filter.reason} onChoose={(reason) => onChange({ reason })} />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  /** What choosing none is called. */
  all: string;
  names: readonly string[];
  chosen: string | undefined;
  text?: (name: string) => string;
  onChoose(name: string | undefined): void;
}

function Choice({ label, all, names, chosen, text = (name) => name, onChoose }: ChoiceProps) {
  // What an address asks for stays chosen, though nothing of it is here (yet).
  const shown = chosen === undefined || names.includes(chosen) ? names : [chosen, ...names];
  return (
    <label className="choice">
      <span className="visually-hidden">{label}</span>
      <select value={chosen ?? ""} onChange={(event) => onChoose(event.target.value || undefined)}>
        <option value="">{all}</option>
        {shown.map((name) => (
          <option key={name} value={name}>
            {text(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
