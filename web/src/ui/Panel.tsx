import type { ReactNode } from "react";
import { useId } from "react";
import "./panel.css";

interface PanelProps {
  title: string;
  id?: string;
  /** Said beside the title: a count, a state. */
  note?: ReactNode;
  /** Controls at the right of the title. */
  tools?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** One framed region of the dashboard, named for screen readers by its own heading. */
export function Panel({ title, id, note, tools, className, children }: PanelProps) {
  const heading = useId();
  return (
    <section id={id} className={`panel ${className ?? ""}`} aria-labelledby={heading}>
      <header className="panel__head">
        <h2 id={heading}>{title}</h2>
        {note !== undefined && <span className="panel__note">{note}</span>}
        {tools !== undefined && <div className="panel__tools">{tools}</div>}
      </header>
      {children}
    </section>
  );
}
