import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";

// The built package: what bundlers read is not its sources.
it.each(["index", "classifier", "onnx"])("can be bundled for browsers: %s", async (entry) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../dist/${entry}.js`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    outdir: "bundle",
    splitting: true,
    write: false,
    logLevel: "silent",
  });
  expect(outputFiles.length).toBeGreaterThan(0);
});
