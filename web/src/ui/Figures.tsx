import type { ReactNode } from "react";
import type { Tone } from "../format/number";
import "./figures.css";

export interface Figure {
  name: string;
  value: ReactNode;
  tone?: Tone | undefined;
  note?: ReactNode;
}

/** A few numbers side by side, each with its name and what it rests on. */
export function Figures({ items }: { items: readonly Figure[] }) {
  return (
    <dl className="figures live">
      {items.map(({ name, value, tone = "quiet", note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={tone === "quiet" ? "" : tone}>{value}</dd>
          {note !== undefined && <dd className="figures__note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
