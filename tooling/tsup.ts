import { defineConfig, type Options } from "tsup";

/** The build every package shares: ESM, declarations, source maps; a package adds its entries and what differs. */
export function library(options: Options) {
  return defineConfig({
    format: "esm",
    target: "es2022",
    platform: "neutral",
    dts: true,
    sourcemap: true,
    clean: true,
    splitting: true,
    // Our packages do nothing on import: what is not used of them is not imported either.
    treeshake: { moduleSideEffects: (id) => !id.startsWith("@mnist/") },
    ...options,
  });
}
