import type { Plugin } from "vite";

/**
 * Gives each worker an entry file that no other file imports. WebKit runs an imported entry a second time: two copies
 * of the worker then answer every message, of which one knows of no network. Vite would let chunks share an entry's code.
 */
export function loneWorkerEntries(): Plugin {
  return {
    name: "lone-worker-entries",
    options: (options) => ({ ...options, preserveEntrySignatures: "strict" }),
  };
}
