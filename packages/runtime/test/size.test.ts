import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

const KERNELS = /^(relaxed-)?simd\.js$/;

/** The modules of the built package that its entries reach, by file name. */
function shippedModules(): Map<string, string> {
  const modules = new Map<string, string>();
  const open = ["./index.js", "./worker.js", "./worker.cjs"];
  for (let name = open.pop(); name; name = open.pop()) {
    const file = basename(name);
    if (modules.has(file)) continue;
    const source = readFileSync(new URL(`../dist/${file}`, import.meta.url), "utf8");
    modules.set(file, source);
    for (const [, imported] of source.matchAll(/(?:from|import\()\s*["'](\.\/[^"']+\.js)["']/g))
      open.push(imported);
  }
  return modules;
}

it("holds at most 120 kB of WebAssembly in both builds together", () => {
  const builds = [...shippedModules()].filter(([file]) => KERNELS.test(file));
  expect(builds).toHaveLength(2);
  const wasm = builds.map(([, source]) =>
    Buffer.from(/"([A-Za-z0-9+/=]{1000,})"/.exec(source)![1], "base64"),
  );
  for (const bytes of wasm) expect(bytes.subarray(0, 4).toString("latin1")).toBe("\0asm");
  const total = wasm.reduce((sum, bytes) => sum + bytes.length, 0);
  console.log(`WebAssembly: ${total} bytes`);
  expect(total).toBeLessThanOrEqual(120_000);
});

it("holds at most 40 kB of JavaScript, gzipped", () => {
  const sources = [...shippedModules()].filter(([file]) => !KERNELS.test(file));
  const total = sources.reduce((sum, [, source]) => sum + gzipSync(source, { level: 9 }).length, 0);
  console.log(`JavaScript: ${total} bytes gzipped in ${sources.length} files`);
  expect(total).toBeLessThanOrEqual(40_000);
});
