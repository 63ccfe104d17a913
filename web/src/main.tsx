import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { signInFromAddress } from "./api/token";
import { App } from "./App";
import { applySigns, applyTheme, readSigns, readTheme } from "./ui/theme";

applyTheme(readTheme());
applySigns(readSigns());

const root = document.getElementById("root");
if (root) {
  void signInFromAddress(window.location, window.history).then((problem) =>
    createRoot(root).render(
      <StrictMode>
        <App problem={problem} />
      </StrictMode>,
    ),
  );
}
