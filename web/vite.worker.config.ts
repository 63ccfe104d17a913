import { defineConfig } from "vite";

/** The service worker: one file at the root, without a hash in its name, that shares nothing with the page. */
export default defineConfig({
  publicDir: false,
  build: {
    target: ["chrome123", "firefox120", "safari17.5"],
    emptyOutDir: false,
    lib: { entry: "src/worker/sw.ts", formats: ["iife"], name: "swarmdesk", fileName: () => "sw.js" },
  },
});
