import type { ReactNode } from "react";

interface CheckProps {
  isOn: boolean;
  onChange(isOn: boolean): void;
  /** What it means, below its name. */
  note?: ReactNode;
  isOff?: boolean;
  children: ReactNode;
}

/** A choice that is on or off. */
export function Check({ isOn, onChange, note, isOff = false, children }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} disabled={isOff} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {children}
        {note !== undefined && <small>{note}</small>}
      </span>
    </label>
  );
}
