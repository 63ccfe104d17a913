export type Theme = "auto" | "light" | "dark";

/** The colours of up and down, of buying and selling. Blue and orange are told apart by everybody. */
export type Signs = "green-red" | "blue-orange";

const key = "swarmdesk.theme";
const signs_key = "swarmdesk.signs";
const listeners = new Set<() => void>();

export function readTheme(): Theme {
  const kept = localStorage.getItem(key);
  return kept === "light" || kept === "dark" ? kept : "auto";
}

export function applyTheme(theme: Theme): void {
  if (theme === "auto") {
    localStorage.removeItem(key);
    delete document.documentElement.dataset["theme"];
  } else {
    localStorage.setItem(key, theme);
    document.documentElement.dataset["theme"] = theme;
  }
  for (const listener of listeners) listener();
}

export function readSigns(): Signs {
  return localStorage.getItem(signs_key) === "blue-orange" ? "blue-orange" : "green-red";
}

export function applySigns(signs: Signs): void {
  if (signs === "green-red") {
    localStorage.removeItem(signs_key);
    delete document.documentElement.dataset["signs"];
  } else {
    localStorage.setItem(signs_key, signs);
    document.documentElement.dataset["signs"] = signs;
  }
  for (const listener of listeners) listener();
}

/** Calls back when the colours change, by the toggle or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", listener);
  listeners.add(listener);
  return () => {
    system.removeEventListener("change", listener);
    listeners.delete(listener);
  };
}
