import { useState } from "react";
import { applyTheme, readTheme, type Theme } from "../ui/theme";

const next: Record<Theme, Theme> = { auto: "dark", dark: "light", light: "auto" };
const marks: Record<Theme, string> = {
  auto: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 1.5v9a4.5 4.5 0 0 1 0-9Z",
  dark: "M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z",
  light:
    "M8 4.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4ZM7.3 1h1.4v2H7.3zM7.3 13h1.4v2H7.3zM1 7.3h2v1.4H1zM13 7.3h2v1.4h-2z",
};

export function ThemeToggle() {
  const [theme, setTheme] = useState(readTheme);
  const words = `Colours: ${theme === "auto" ? "as the system" : theme}. Change to ${next[theme]}.`;
  return (
    <button
      type="button"
      className="button button--quiet icon-button"
      aria-label={words}
      title={words}
      onClick={() => {
        applyTheme(next[theme]);
        setTheme(next[theme]);
      }}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={marks[theme]} fill="currentColor" />
      </svg>
    </button>
  );
}
