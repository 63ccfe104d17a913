import { useEffect, useId, type KeyboardEvent, type ReactNode } from "react";

interface Tab<T extends string> {
  value: T;
  label: ReactNode;
}

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly Tab<T>[];
  value: T;
  onChange(value: T): void;
  children: ReactNode;
  className?: string;
}

/** Tabs over one pane, with arrow keys between them as people who use screen readers expect. */
export function Tabs<T extends string>({ label, tabs, value, onChange, children, className }: TabsProps<T>) {
  const id = useId();
  // Where they do not all fit, they are scrolled sideways: the chosen one is in sight.
  useEffect(() => {
    const tab = document.getElementById(`${id}-${value}`);
    const list = tab?.parentElement;
    if (!tab || !list) return;
    const hidden = Math.min(0, tab.offsetLeft - list.offsetLeft - list.scrollLeft);
    const beyond = Math.max(0, tab.offsetLeft + tab.offsetWidth - list.offsetLeft - list.clientWidth - list.scrollLeft);
    list.scrollLeft += hidden || beyond;
  }, [id, value]);
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.value);
    document.getElementById(`${id}-${next.value}`)?.focus();
  };
  return (
    <>
      <div className={`segments ${className ?? ""}`} role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            id={`${id}-${tab.value}`}
            type="button"
            role="tab"
            aria-selected={tab.value === value}
            aria-controls={`${id}-pane`}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChange(tab.value)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div id={`${id}-pane`} role="tabpanel" aria-labelledby={`${id}-${value}`} className="tab-pane">
        {children}
      </div>
    </>
  );
}
