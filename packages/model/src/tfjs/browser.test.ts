import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "../../../../tooling/browser.ts";
import { createArtifacts } from "../create-artifacts.js";
import type { Executor } from "../executor.js";
import { createTfjsExecutor } from "./index.js";

const wasmFolder = dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")));
const BATCH = 16;

const model = createArtifacts(
  {
    layers: [
      { kind: "conv2d", filters: 4, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 8, kernelSize: 3, activation: "relu" },
      { kind: "flatten" },
      { kind: "dropout", rate: 0.5 },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  { seed: 3 },
);

/** Losses of three steps on stripes; runs here and, as source text, in the page. */
async function trainOnStripes(executor: Executor, batch: number): Promise<number[]> {
  const labels = Uint8Array.from({ length: 3 * batch }, (_, i) => i % 10);
  const images = Uint8Array.from({ length: 3 * batch * 784 }, (_, i) =>
    i % (labels[Math.floor(i / 784)] + 2) === 0 ? 255 : 0,
  );
  const trainer = await executor.trainer({ optimizer: { name: "adam" }, seed: 1, data: { images, labels } });
  const results = await trainer.run({
    order: Uint32Array.from(labels, (_, i) => i),
    batchSize: batch,
    learningRates: 0.01,
  });
  await executor.close();
  return results.map(({ loss }) => loss);
}

describe.skipIf(noBrowser)(`tfjs-wasm in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ""}`, () => {
  let browser: Browser;
  let server: Server;
  let script: string;
  const requested: string[] = [];

  beforeAll(async () => {
    const bundle = await build({
      stdin: {
        contents: `
          import { createTfjsExecutor } from "./index.ts";
          const trainOnStripes = ${trainOnStripes};
          globalThis.trainHere = async (model, options, batch) => {
            const weightData = Uint8Array.from(model.weights).buffer;
            const executor = await createTfjsExecutor({ ...model, weightData }, options);
            return { threads: executor.threads, losses: await trainOnStripes(executor, batch) };
          };`,
        resolveDir: dirname(fileURLToPath(import.meta.url)),
      },
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      external: ["node:*"],
      logLevel: "silent",
    });
    script = bundle.outputFiles[0].text;
    server = createServer(async ({ url = "/" }, response) => {
      if (url.startsWith("/isolated")) {
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
      }
      response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
      if (url.endsWith(".wasm")) {
        requested.push(url);
        response.setHeader("Content-Type", "application/wasm");
        response.end(await readFile(join(wasmFolder, url.split("/").at(-1)!)));
      } else if (url.endsWith(".js")) {
        response.setHeader("Content-Type", "text/javascript");
        response.end(script);
      } else {
        response.setHeader("Content-Type", "text/html");
        response.end(
          `<!doctype html><title>tfjs-wasm</title><script type="module" src="/bundle.js"></script>`,
        );
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function trainInPage(path: string, options: object): Promise<{ threads: number; losses: number[] }> {
    const page = await browser.newPage();
    // tfjs takes at most half of the logical cores.
    await page.addInitScript(`Object.defineProperty(navigator, "hardwareConcurrency", { value: 4 })`);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    await page.waitForFunction("globalThis.trainHere");
    const { weightData, modelTopology, weightSpecs } = model;
    const sent = { modelTopology, weightSpecs, weights: [...new Uint8Array(weightData)] };
    const call = `trainHere(${JSON.stringify(sent)}, ${JSON.stringify(options)}, ${BATCH})`;
    const result = await page.evaluate<{ threads: number; losses: number[] }>(call);
    await page.close();
    return result;
  }

  async function expectLossesOfNode(losses: number[]): Promise<void> {
    const executor = await createTfjsExecutor(model, { backend: "tfjs-wasm" });
    const expected = await trainOnStripes(executor, BATCH);
    for (const [i, loss] of expected.entries()) expect(losses[i]).toBeCloseTo(loss, 4);
  }

  it("uses threads in cross-origin isolated pages, and finds its files where it is told", async () => {
    requested.length = 0;
    const options = { backend: "tfjs-wasm", threads: 2, wasmPaths: "/elsewhere/" };
    const { threads, losses } = await trainInPage("/isolated", options);
    expect(threads).toBe(2);
    expect(requested).toEqual(["/elsewhere/tfjs-backend-wasm-threaded-simd.wasm"]);
    await expectLossesOfNode(losses);
  });

  it("uses SIMD on one thread in other pages", async () => {
    requested.length = 0;
    const { threads, losses } = await trainInPage("/plain", { backend: "tfjs-wasm", wasmPaths: "/" });
    expect(threads).toBe(1);
    expect(requested).toEqual(["/tfjs-backend-wasm-simd.wasm"]);
    await expectLossesOfNode(losses);
  });
});
