import { useEffect, useId, useRef, type ReactNode } from "react";
import "./dialog.css";

interface DialogProps {
  title: string;
  /** A drawer comes in from the side and is for reading; a plain dialog asks something. */
  kind?: "ask" | "drawer";
  /** What the button that closes it says, where "Close" would be taken for something else. */
  dismiss?: string;
  onClose(): void;
  children: ReactNode;
}

/** The browser's own modal dialog: it traps the focus, closes on Escape and gives the focus back. */
export function Dialog({ title, kind = "ask", dismiss = "Close", onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  // A browser closes it without asking when Escape comes twice: whoever keeps it open has it opened again.
  const reopen = () => {
    if (element.current?.open) return;
    onClose();
    setTimeout(() => {
      if (element.current && !element.current.open) element.current.showModal();
    });
  };
  return (
    <dialog
      ref={element}
      className={`dialog dialog--${kind}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={reopen}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div className="dialog__body">
        <header className="dialog__head">
          <h2 id={heading}>{title}</h2>
          <button type="button" className="button button--small button--quiet" onClick={onClose}>
            {dismiss}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
