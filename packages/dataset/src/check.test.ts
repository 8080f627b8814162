import { beforeAll, describe, expect, it } from "vitest";
import * as bundle from "./bundle/index.js";
import { DatasetError } from "./errors.js";
import * as exporting from "./export/index.js";
import * as index from "./index.js";
import * as registry from "./registry/index.js";
import type { Split } from "./split.js";
import * as terminal from "./terminal/index.js";
import * as tfjs from "./tfjs.js";

type Anything = (...args: unknown[]) => unknown;

// Not the entry itself and bundles: every byte of theirs is loaded by pages.
const functions = [exporting, registry, terminal, tfjs]
  .flatMap((entry) => Object.entries(entry) as [string, unknown][])
  .filter((entry): entry is [string, Anything] => typeof entry[1] === "function")
  .filter(([name]) => name !== "DatasetError");

/** What a call throws, at once or when its result is waited for or asked for its first value. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    const result = (await call()) as { next?: () => unknown } | undefined;
    await result?.next?.();
  } catch (error) {
    return error;
  }
}

let split: Split;
beforeAll(async () => {
  split = (await index.loadSplit("mnist", "test")).slice(0, 4);
});

describe("arguments that do not fit", () => {
  it.each<[string, () => unknown]>([
    ["toPng: too few pixels", () => exporting.toPng(new Uint8Array(10), 28, 28)],
    ["toPng: half a pixel", () => exporting.toPng(new Uint8Array(3), 1.5, 2)],
    ["drawImage: too few pixels", () => terminal.drawImage(new Uint8Array(10), 28, 28, { color: true })],
    ["drawImage: -1 rows", () => terminal.drawImage(new Uint8Array(28), -1, -28, { color: false })],
    // As process.stdout.columns is where the output is no terminal, whatever its type says.
    ["drawSamples: no width", () => terminal.drawSamples(split, { color: false, width: undefined as never })],
    ["loadBundle: a folder that is no address", () => bundle.loadBundle("data/mnist", "train")],
  ])("%s", async (_, call) => {
    expect(await thrownBy(call)).toMatchObject({ name: "DatasetError", code: "ERR_MNIST_ARGUMENT" });
  });
});

describe("arguments that are missing", () => {
  it.each(functions)("%s: none at all", async (_, called) => {
    const error = await thrownBy(() => called());
    if (error) expect(error).toMatchObject({ name: "DatasetError", code: "ERR_MNIST_ARGUMENT" });
  });

  it.each<[string, string, () => unknown]>([
    ["drawImage", "options", () => (terminal.drawImage as Anything)(split.image(0), 28, 28)],
    ["drawSamples", "options", () => (terminal.drawSamples as Anything)(split)],
    ["toPng", "height", () => (exporting.toPng as Anything)(split.image(0), 28)],
    ["exportFiles", "splits", () => (exporting.exportFiles as Anything)(registry.datasets.mnist)],
    ["toBundle", "splits", () => (exporting.toBundle as Anything)(registry.datasets.mnist)],
    ["toTfDataset", "options", () => (tfjs.toTfDataset as Anything)(split)],
  ])("%s: %s", async (_, name, call) => {
    const error = await thrownBy(call);
    expect(error).toBeInstanceOf(DatasetError);
    expect(error).toMatchObject({ code: "ERR_MNIST_ARGUMENT", message: expect.stringContaining(name) });
  });
});
