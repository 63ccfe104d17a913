import { useEffect, useRef, type ReactNode } from "react";
import { arrival } from "../shell/arrival";
import "./page.css";

interface PageHeadProps {
  title: string;
  note?: ReactNode;
  tools?: ReactNode;
}

/** The heading of a page. Whoever navigated here has the focus on it, so that reading goes on where the page begins. */
export function PageHead({ title, note, tools }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!arrival.take()) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header className="page-head">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {note !== undefined && <span className="page-head__note">{note}</span>}
      {tools !== undefined && <div className="page-head__tools">{tools}</div>}
    </header>
  );
}
