// The one way AssemblyScript is compiled here: with the flags of the two builds.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

// Without --memoryBase, so that the compiler takes the first kilobyte for unused and puts constants into the offsets of
// loads and stores.
const COMMON = [
  ["--runtime", "stub", "-O3", "--converge", "--noAssert"],
  ["--enable", "simd", "--enable", "threads", "--enable", "bulk-memory"],
  ["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ["--use", "abort="],
].flat();

/** Flags of each build beside the common ones. */
export const BUILDS = { simd: [], "relaxed-simd": ["--enable", "relaxed-simd"] };

/**
 * Compiles files to a module that exports what they export.
 * @param {string[]} entries
 * @param {keyof typeof BUILDS} build
 * @param {string} outFile
 */
export function assemble(entries, build, outFile) {
  const asc = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
  const flags = [...COMMON, ...BUILDS[build]];
  execFileSync(process.execPath, [asc, ...entries, "--outFile", outFile, ...flags], { stdio: "inherit" });
}
