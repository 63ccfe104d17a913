import { useId } from "react";

interface TextFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  /** What is wrong with it, shown below and read with it. */
  fault?: string | false | undefined;
  /** Said below it while nothing is wrong. */
  hint?: string | undefined;
  placeholder?: string;
  /** Digits are asked for on a phone. */
  decimal?: boolean;
  /** For sentences. */
  rows?: number;
  maxLength?: number;
}

/** A field with its name above and, where something is wrong, why below. */
export function TextField({ label, value, onChange, fault, hint, placeholder, decimal, rows, maxLength }: TextFieldProps) {
  const below = useId();
  const note = fault || hint;
  const common = {
    value,
    placeholder,
    maxLength,
    "aria-invalid": Boolean(fault),
    "aria-describedby": note ? below : undefined,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div>
      <label className="field">
        <span>{label}</span>
        {rows ? (
          <textarea rows={rows} {...common} />
        ) : (
          <input autoComplete="off" {...(decimal ? { inputMode: "decimal" } : {})} {...common} />
        )}
      </label>
      {note && (
        <p id={below} className={`field__note ${fault ? "down" : "quiet"}`}>
          {note}
        </p>
      )}
    </div>
  );
}
