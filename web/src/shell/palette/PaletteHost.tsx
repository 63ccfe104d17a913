import { lazy, Suspense, useEffect } from "react";
import { useStore } from "../../store/store";
import { Icon } from "../../ui/icons";
import { palette } from "./paletteStore";
import "./palette.css";

const Palette = lazy(() => import("./Palette"));

/** Ctrl+K (or Cmd+K) opens it from anywhere. */
export function PaletteHost() {
  const isOpen = useStore(palette, (value) => value.isOpen);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      palette.set(({ isOpen: before }) => ({ isOpen: !before && !document.querySelector("dialog[open]") }));
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <Palette onClose={() => palette.set({ isOpen: false })} />
    </Suspense>
  );
}

export function PaletteButton() {
  return (
    <button
      type="button"
      className="button button--quiet palette-button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K"
      aria-label="Ctrl K: go anywhere"
      title="Go anywhere (Ctrl+K)"
      onClick={() => palette.set({ isOpen: true })}
    >
      <Icon name="search" />
      <kbd aria-hidden="true">Ctrl K</kbd>
    </button>
  );
}
