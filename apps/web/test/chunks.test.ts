import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const assets = new URL("../dist/assets/", import.meta.url);

it("imports no worker's entry, which WebKit would run a second time", () => {
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const entries = scripts.filter((name) => name.includes("worker-"));
  expect(entries.length).toBeGreaterThanOrEqual(3);
  for (const script of scripts) {
    const source = readFileSync(new URL(script, assets), "utf8");
    const imported = [...source.matchAll(/\b(?:from|import)\s*\(?\s*["'`]\.\/([^"'`]+)/g)].map(
      ([, name]) => name,
    );
    expect(
      imported.filter((name) => entries.includes(name)),
      script,
    ).toEqual([]);
  }
});
