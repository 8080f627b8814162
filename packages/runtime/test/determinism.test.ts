import { rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Random } from "@mnist/random";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "../../../tooling/browser.ts";
import { noFirefox, openInFirefox } from "../../../tooling/firefox.ts";
import { compile } from "../dist/index.js";
import { bundlePage } from "./bundle.js";
import { hashTraining } from "./hash-training.mjs";
import { mnistSamples } from "./models.js";
import { type Site, serve } from "./site.js";
import { artifactsOf, layers, randomizeWeights } from "./tfjs.js";

/**
 * Weights and moving average after the 200 steps of `hashTraining`, as the plain SIMD build gives them on every
 * machine, with any number of threads. A change that reorders arithmetic gives another hash on purpose: say so in
 * the commit that changes this line. A hash that differs between two rows of this file is a bug.
 */
const WEIGHTS_SHA256 = "f5beb8d03e6c24d60f05546f6cee51b6f4a5c7a0b5e393b2daad0cfebbc56c36";
/** Of the trained network's probabilities for 100 images. */
const PREDICTIONS_SHA256 = "1c5906e2b2caddd1b85177b48e356bb235a1eea51b92632bf04e4e9419e73a84";

const EXPECTED = { simd: "simd", sha256: WEIGHTS_SHA256, predictions: PREDICTIONS_SHA256 };

const STEPS = 200;
const BATCH = 24;
const SAMPLES = 3000;

/** tfjs has no such class: the layer of this name becomes a SpatialDropout2D in the topology. */
const SPATIAL = "spatial_dropout";

/** Every kind of arithmetic: folded and plain convolutions, Winograd, normalization, exp and tanh, dropout. */
function network(): layers.LayersModel {
  const { conv2d, maxPooling2d, batchNormalization, activation } = layers.layers;
  const { depthwiseConv2d, averagePooling2d, flatten, dropout, dense, layerNormalization } = layers.layers;
  const model = layers.sequential({
    layers: [
      conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, activation: "relu" }),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 16, kernelSize: 3, activation: "relu" }),
      maxPooling2d({ poolSize: 2 }),
      batchNormalization(),
      dropout({ rate: 0.1, name: SPATIAL }),
      depthwiseConv2d({ kernelSize: 3, padding: "same" } as never),
      activation({ activation: "gelu" }),
      conv2d({ filters: 16, kernelSize: 3, padding: "same", activation: "relu" }),
      conv2d({ filters: 12, kernelSize: 3, strides: 2, padding: "same", activation: "tanh" }),
      averagePooling2d({ poolSize: 2, strides: 1 }),
      flatten(),
      layerNormalization(),
      dropout({ rate: 0.3 }),
      dense({ units: 32, activation: "swish" }),
      dense({ units: 10, activation: "softmax" }),
    ] as layers.layers.Layer[],
  });
  randomizeWeights(model, new Random(7, "weights"));
  return model;
}

const samples = mnistSamples(SAMPLES);
const random = new Random(7, "order");
const order = Uint32Array.from({ length: STEPS * BATCH - 11 }, () => random.integer(SAMPLES));
/** No bundler: the package as it is on the disk. */
const PLAIN_PAGE = `<!doctype html>
  <script type="importmap">{ "imports": { "@mnist/runtime": "/dist/index.js" } }</script>
  <script type="module" src="/test/page.mjs"></script>`;

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface TopologyLayer {
  class_name: string;
  config: { name: string };
}

let bundle: Awaited<ReturnType<typeof bundlePage>>;
beforeAll(async () => {
  if (!noBrowser || !noFirefox) bundle = await bundlePage();
});
afterAll(async () => {
  if (bundle) await rm(bundle.root, { recursive: true });
});

let artifacts: Awaited<ReturnType<typeof artifactsOf>>;
beforeAll(async () => {
  artifacts = await artifactsOf(network());
  const { config } = artifacts.modelTopology as { config: { layers: TopologyLayer[] } };
  config.layers.find((layer) => layer.config.name === SPATIAL)!.class_name = "SpatialDropout2D";
});

describe(`the weights after ${STEPS} steps are the same to the bit`, () => {
  it.each([{ threads: 1 }, { threads: 2 }, { threads: 3 }, { threads: 8 }, { sharedMemory: false }])(
    "in Node with %j",
    async (options) => {
      const augment = new URL("./shift.augment.mjs", import.meta.url).href;
      const outcome = await hashTraining(
        compile,
        { artifacts, ...samples, order, batchSize: BATCH, augment },
        options,
      );
      expect(outcome).toMatchObject({ ...EXPECTED, threads: options.threads ?? 1 });
      expect(outcome.loss).toBeLessThan(1.5);
    },
  );

  describe.skipIf(noBrowser)(`in a real Chromium${noBrowser ? ` (${noBrowser})` : ""}`, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());

    it.each([
      ["a plain page, cross-origin isolated, 2 workers", "plain", true, 2],
      ["a plain page, cross-origin isolated, 3 workers", "plain", true, 3],
      ["a plain page, not isolated, on its own thread", "plain", false, 1],
      ["a page bundled by Vite, cross-origin isolated, 2 workers", "bundled", true, 2],
      ["a page bundled by Vite, not isolated, on its own thread", "bundled", false, 1],
    ])("%s", async (_, kind, isolated, threads) => {
      const outcome = await outcomeInPage(`${kind}/`, isolated, `trainInPage(${threads}, ${BATCH})`);
      expect(outcome).toMatchObject({ ...EXPECTED, isolated, threads });
    });

    it("a page bundled by Vite, not isolated, in a worker that leaves the page its turns", async () => {
      const outcome = await outcomeInPage("bundled/", false, `inWorker("train", 2, ${BATCH})`);
      expect(outcome).toMatchObject({ ...EXPECTED, isolated: false, threads: 1 });
      expect(outcome.turns).toBeGreaterThan(10);
    });

    async function outcomeInPage(path: string, isolated: boolean, call: string) {
      const site = await serveTraining(isolated, bundle.site);
      const page = await browser.newPage();
      const errors: unknown[] = [];
      page.on("pageerror", (error) => errors.push(error));
      try {
        await page.goto(`${site.url}/${path}`);
        await page.waitForFunction("globalThis.trainInPage");
        const outcome = await page.evaluate<{ turns?: number }>(call);
        expect(errors).toEqual([]);
        return outcome;
      } finally {
        await page.close();
        site.close();
      }
    }
  });
});

describe.skipIf(noFirefox)(`in a real Firefox${noFirefox ? ` (${noFirefox})` : ""}`, () => {
  it("gives the same weights, in a worker with 2 workers of its own", async () => {
    const outcome = await outcomeInFirefox("train", 2, BATCH);
    expect(outcome).toMatchObject({ ...EXPECTED, isolated: true, threads: 2 });
  });

  it("answers though there is garbage to collect, and nothing but the calls refers to the executor", async () => {
    const outcome = await outcomeInFirefox("predictAmidGarbage", 2, 100);
    expect(outcome).toMatchObject({ threads: 2, predictions: 100 * SAMPLES * 10 });
  });

  async function outcomeInFirefox(...call: unknown[]): Promise<unknown> {
    let tell: (outcome: unknown) => void = () => {};
    const told = new Promise((resolve) => {
      tell = resolve;
    });
    const site = await serveTraining(true, bundle.site, tell);
    const close = await openInFirefox(`${site.url}/bundled/#${encodeURIComponent(JSON.stringify(call))}`);
    try {
      return await Promise.race([told, setTimeout(50_000, "no answer in time", { ref: false })]);
    } finally {
      await close();
      site.close();
    }
  }
});

/**
 * The package's files as they are, this test's scripts, and the data of the training.
 *
 * @param onOutcome called with what the page tells by itself
 */
function serveTraining(
  isolated: boolean,
  bundled: string,
  onOutcome?: (outcome: unknown) => void,
): Promise<Site> {
  const bytes = (view: Uint8Array | Uint32Array) =>
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const { weightData, ...rest } = artifacts;
  const files: Record<string, string | Uint8Array> = {
    model: JSON.stringify(rest),
    weights: new Uint8Array(weightData),
    images: samples.images,
    labels: samples.labels,
    order: bytes(order),
  };
  const sources = {
    plain: () => PLAIN_PAGE,
    bundled,
    dist: folder("../dist"),
    test: folder("."),
    data: (path: string) => files[path],
    outcome: (path: string) => {
      onOutcome?.(JSON.parse(decodeURIComponent(path)));
      return "";
    },
  };
  return serve(sources, isolated);
}
