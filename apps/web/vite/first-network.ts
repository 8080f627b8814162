import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pretrained } from "@mnist/model/classifier";
import type { Plugin } from "vite";

const folder = new URL("pretrained/", import.meta.resolve("@mnist/model/package.json"));

/** The pre-trained network with the smallest file: it answers first, while a better one is on its way. */
export function smallestNetwork(): { name: string; weights: string } {
  const all = pretrained.map((name) => ({
    name,
    weights: fileURLToPath(new URL(`${name}/weights.bin`, folder)),
  }));
  return all.reduce((least, each) =>
    statSync(each.weights).size < statSync(least.weights).size ? each : least,
  );
}

/** Tells src/recognition/recognizer.ts which network to load first. */
export function firstNetwork(): Plugin {
  return {
    name: "first-network",
    config: () => ({ define: { __FIRST_NETWORK__: JSON.stringify(smallestNetwork().name) } }),
  };
}
