import type { ReactNode } from "react";

/** What a panel says when there is nothing to show: the fact, then what would change it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <p className="empty">
      <strong>{title}</strong>
      {children}
    </p>
  );
}
