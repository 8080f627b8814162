// Compiles assembly/ to build/simd.wasm and build/relaxed-simd.wasm, and each to an ES module that holds it as base64,
// so that the package works without any loader, bundler setting or request: in Node, in bundles and on plain pages.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assemble, BUILDS } from "./assemble.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
mkdirSync(`${root}/build`, { recursive: true });

for (const name of Object.keys(BUILDS)) {
  const file = `${root}/build/${name}.wasm`;
  assemble([`${root}/assembly/index.ts`], name, file);
  const base64 = readFileSync(file).toString("base64");
  writeFileSync(`${root}/build/${name}.js`, `export default ${JSON.stringify(base64)};\n`);
  writeFileSync(`${root}/build/${name}.d.ts`, "declare const base64: string;\nexport default base64;\n");
  process.stdout.write(`${name}.wasm: ${readFileSync(file).length} bytes\n`);
}
