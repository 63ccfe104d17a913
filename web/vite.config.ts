import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const desk = process.env["SWARMDESK_URL"] ?? "http://127.0.0.1:8420";

export default defineConfig({
  plugins: [react()],
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: desk, ws: true, changeOrigin: true, headers: { origin: desk } } },
  },
  build: {
    target: ["chrome123", "firefox120", "safari17.5"],
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // Everything is a file of its own: a data: address would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  test: {
    // A busy machine is slow and not wrong.
    testTimeout: 20_000,
    // A document is slow to make: only what is tested in one gets one.
    projects: [
      { extends: true, test: { name: "plain", environment: "node", include: ["src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
    // A busy machine is slow and not wrong.
    testTimeout: 20_000,
          name: "page",
          pool: "threads",
          isolate: false,
          environment: "jsdom",
          include: ["src/**/*.test.tsx"],
          setupFiles: ["src/test/setup.ts"],
        },
      },
    ],
  },
});
