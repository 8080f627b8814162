// Compiles assembly/ to build/simd.wasm and build/relaxed-simd.wasm, and each to an ES module that holds it as base64,
// so that the package works without any loader, bundler setting or request: in Node, in bundles and on plain pages.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
mkdirSync(`${root}/build`, { recursive: true });

for (const [name, features] of [
  ["simd", []],
  ["relaxed-simd", ["--enable", "relaxed-simd"]],
]) {
  const file = `${root}/build/${name}.wasm`;
  execFileSync(
    process.execPath,
    [
      asc,
      `${root}/assembly/index.ts`,
      "--outFile",
      file,
      "--runtime",
      "stub",
      "-O3",
      "--converge",
      "--noAssert",
    ]
      .concat(["--enable", "simd", "--enable", "threads", "--enable", "bulk-memory", ...features])
      .concat(["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"])
      .concat(["--memoryBase", "1024", "--use", "abort="]),
    { stdio: "inherit" },
  );
  const base64 = readFileSync(file).toString("base64");
  writeFileSync(`${root}/build/${name}.js`, `export default ${JSON.stringify(base64)};\n`);
  writeFileSync(`${root}/build/${name}.d.ts`, "declare const base64: string;\nexport default base64;\n");
  process.stdout.write(`${name}.wasm: ${readFileSync(file).length} bytes\n`);
}
