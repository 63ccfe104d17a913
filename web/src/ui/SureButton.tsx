import { useEffect, useId, useRef, useState, type ButtonHTMLAttributes, type MouseEvent } from "react";
import { Steadiness, watchSteadiness } from "./steadiness";
import { whileOnScreen } from "./whileOnScreen";

interface SureButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> {
  /** Something else is on its way. */
  isBusy?: boolean;
  /** Why it cannot be pressed now; said beneath it and to screen readers. */
  reason?: string | undefined;
}

/**
 * A button that decides about money. It arms a moment after it appeared, and again after it moved: whoever presses it has
 * seen it there. While it is off it keeps the focus, so that nobody who uses the keyboard is sent back to the top.
 */
export function SureButton({ isBusy = false, reason, className, onClick, children, ...rest }: SureButtonProps) {
  const element = useRef<HTMLButtonElement>(null);
  const [steadiness] = useState(() => new Steadiness());
  const [isSteady, setSteady] = useState(false);
  const words = useId();
  useEffect(
    () =>
      whileOnScreen(element.current, () =>
        watchSteadiness(() => {
          const button = element.current;
          if (!button) return;
          const { left, top } = button.getBoundingClientRect();
          steadiness.look(left + window.scrollX, top + window.scrollY, performance.now());
          setSteady(steadiness.isSteady(performance.now()));
        }),
      ),
    [steadiness],
  );
  const isOff = isBusy || reason !== undefined || !isSteady;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // It may have moved since it was last looked at.
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const now = performance.now();
    steadiness.look(left + window.scrollX, top + window.scrollY, now);
    // A key is aimed by focus, which moves along; it only must not have been on its way before the button was there.
    const isAimed = event.detail === 0 ? steadiness.isSettled(now) : steadiness.isSteady(now);
    if (isBusy || reason !== undefined || !isAimed) {
      event.preventDefault();
      setSteady(steadiness.isSteady(now));
      return;
    }
    onClick?.(event);
  };
  return (
    <>
      <button
        {...rest}
        ref={element}
        className={`button ${className ?? ""} ${!isSteady ? "button--arming" : ""}`}
        aria-disabled={isOff || undefined}
        aria-describedby={reason === undefined ? undefined : words}
        onClick={press}
      >
        {children}
      </button>
      {reason !== undefined && (
        <span id={words} className="button__reason">
          {reason}
        </span>
      )}
    </>
  );
}
