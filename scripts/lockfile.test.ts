import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

/**
 * pnpm may leave out of the lock file what the machine that writes it does not need; a fresh clone elsewhere then
 * installs no turbo, rollup or biome.
 */
it("the lock file holds the binaries of every platform", async () => {
  const lockfile = await readFile(new URL("../pnpm-lock.yaml", import.meta.url), "utf8");
  const families = (platform: string) => {
    const binary = new RegExp(`^ {2}'?([^\\s']*?)[-/]${platform}-(?:x64|64|arm64)\\b.*:$`, "gm");
    return new Set(Array.from(lockfile.matchAll(binary), ([, family]) => family));
  };
  const linux = families("linux");
  expect(linux.size).toBeGreaterThan(5);
  expect(families("darwin")).toEqual(linux);
  // On Windows, libvips is part of sharp's own binary.
  linux.delete("@img/sharp-libvips");
  expect(families("(?:win32|windows)")).toEqual(linux);
});
