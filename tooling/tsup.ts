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
    treeshake: true,
    ...options,
  });
}
