import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { signInFromAddress } from "./api/token";
import { App } from "./App";
import { applyTheme, readTheme } from "./ui/theme";

applyTheme(readTheme());

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
