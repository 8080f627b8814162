import { defineConfig } from "vite";
import { contentSecurityPolicy } from "./vite/content-security-policy.ts";
import { firstNetwork } from "./vite/first-network.ts";
import { loneWorkerEntries } from "./vite/lone-worker-entries.ts";
import { mnistData } from "./vite/mnist-data.ts";
import { serviceWorker } from "./vite/service-worker.ts";

/** Threads need a cross-origin isolated page. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  // Relative addresses: the built folder works under any path of any file host.
  base: "./",
  plugins: [contentSecurityPolicy(), firstNetwork(), mnistData(), serviceWorker()],
  worker: { format: "es", plugins: () => [loneWorkerEntries()] },
  build: {
    target: "es2022",
    // data: URLs would need holes in the Content-Security-Policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { main: "index.html", "service-worker": "src/service-worker.ts" },
      output: {
        entryFileNames: ({ name }) =>
          name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js",
      },
    },
  },
  server: { headers: isolation },
  preview: { headers: isolation },
});
