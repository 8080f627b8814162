import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { smallNetwork } from "./models.js";
import { artifactsOf } from "./tfjs.js";

const dist = new URL("../dist/index.js", import.meta.url).href;
let model: string;

beforeAll(async () => {
  const { weightData, ...rest } = await artifactsOf(smallNetwork({ dropout: true }));
  model = JSON.stringify({ ...rest, weightData: Buffer.from(weightData).toString("base64") });
});

/** Runs a script in a process of its own, as somebody would; it gets `compile` and `artifacts`. */
async function script(body: string, ...flags: string[]): Promise<string> {
  const source = `
    import { compile } from ${JSON.stringify(dist)};
    const artifacts = JSON.parse(process.env.MODEL);
    artifacts.weightData = Uint8Array.from(Buffer.from(artifacts.weightData, "base64")).buffer;
    const data = { images: new Uint8Array(784 * 60_000).fill(9), labels: new Uint8Array(60_000) };
    const order = Uint32Array.from({ length: 256 }, (_, i) => i * 7);
    const training = { optimizer: { name: "adam" }, seed: 1, data };
    ${body}`;
  // --input-type is a flag that workers must not inherit: this is a test of that too.
  const args = [...flags, "--input-type=module", "--eval", source];
  const env = {
    ...process.env,
    MODEL: model,
    AUGMENT: new URL("./ending.augment.mjs", import.meta.url).href,
  };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 50_000 });
  return stdout.trim();
}

describe("a process", () => {
  it.each([
    ["after predicting", "await executor.predict(data.images.subarray(0, 784 * 500));"],
    [
      "after training",
      `const trainer = await executor.trainer(training);
       await trainer.run({ order, batchSize: 32, learningRates: 0.001 });`,
    ],
    ["right away", ""],
  ])("ends by itself %s without close()", async (_, body) => {
    const output = await script(`
      const executor = await compile(artifacts, { threads: 3 });
      ${body}
      console.log("done");`);
    expect(output).toBe("done");
  });

  it("waits for a call under way", async () => {
    const output = await script(`
      const executor = await compile(artifacts, { threads: 2 });
      executor.predict(data.images.subarray(0, 784 * 5000)).then((p) => console.log(p.length));`);
    expect(output).toBe("50000");
  });

  it("has no workers left after close(), also in the middle of a training", async () => {
    const output = await script(`
      const workers = () => process.report.getReport().workers?.length ?? 0;
      const executor = await compile(artifacts, { threads: 3 });
      await executor.predict(data.images.subarray(0, 784 * 100));
      const before = workers();
      const trainer = await executor.trainer(training);
      const run = trainer.run({ order: new Uint32Array(60_000), batchSize: 100, learningRates: 0.001 });
      const failed = run.catch((error) => error.code);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await executor.close();
      await executor.close();
      console.log(before, workers(), await failed);`);
    expect(output).toBe("3 0 ERR_MNIST_STATE");
  });

  it("says nothing of its own, however many workers it closes", async () => {
    const output = await script(`
      const told = [];
      process.on("warning", ({ name }) => told.push(name));
      const executor = await compile(artifacts, { threads: 12 });
      await executor.predict(data.images.subarray(0, 784 * 100));
      await executor.close();
      await new Promise(setImmediate);
      console.log(told.length);`);
    expect(output).toBe("0");
  });

  it("rejects the call under way when a worker ends, closes, and ends itself", async () => {
    const output = await script(`
      const executor = await compile(artifacts, { threads: 3 });
      const trainer = await executor.trainer({ ...training, augment: { module: process.env.AUGMENT } });
      const run = () => trainer.run({ order, batchSize: 32, learningRates: 0.001 }).catch(({ code }) => code);
      console.log(await run(), await run(), (await executor.predict(data.images.subarray(0, 784))).length);
      await executor.close();`);
    expect(output).toBe("ERR_MNIST_WORKER ERR_MNIST_STATE 10");
  });

  it("shows an error that nobody catches, and not the whole minified module with it", async () => {
    const ended = script(`await compile({ ...artifacts, weightSpecs: [] });`);
    const { stderr } = await ended.catch((error) => error);
    expect(stderr).toContain("ERR_MNIST_MODEL");
    expect(stderr.length).toBeLessThan(3000);
  });

  it("has the same kernels in all of its threads, which start them at the same time", async () => {
    const output = await script(`
      const { Worker } = await import("node:worker_threads");
      const thread = \`
        import { compile } from ${JSON.stringify(dist)};
        import { parentPort, workerData } from "node:worker_threads";
        const { simd } = await compile(workerData, { sharedMemory: false });
        parentPort.postMessage(simd);\`;
      const url = new URL("data:text/javascript," + encodeURIComponent(thread));
      const simds = await Promise.all(Array.from({ length: 6 }, () => new Promise((resolve, reject) => {
        const worker = new Worker(url, { workerData: artifacts, execArgv: [] });
        worker.once("message", resolve).once("error", reject);
      })));
      console.log([...new Set(simds)].join());`);
    expect(output).toBe("relaxed-simd");
  });

  it.each([true, false])("gives memory back (shared: %s)", async (sharedMemory) => {
    const mebibytes = await script(`
      let most = 0;
      for (let i = 0; i < 16; i++) {
        const executor = await compile(artifacts, { threads: 2, sharedMemory: ${sharedMemory} });
        for (let session = 0; session < 2; session++) {
          const trainer = await executor.trainer(training);
          await trainer.step(order.subarray(0, 9), { learningRate: 0.001 });
          trainer.close();
        }
        await executor.close();
        most = Math.max(most, process.memoryUsage().rss);
      }
      console.log(Math.ceil(most / 2 ** 20));`);
    // The data set alone is 45 MiB in the script and in each executor: 16 of them would be 900.
    expect(Number(mebibytes)).toBeLessThan(400);
  });

  it.each([
    ["makes do with the address space there is, as on iOS", 4096, "10 true"],
    ["says so where there is none", 0, "ERR_MNIST_PLATFORM"],
  ])("%s", async (_, most, expected) => {
    const output = await script(`
      const { Memory } = WebAssembly;
      // Refuses by the largest size that is named, as Safari does and Node never.
      WebAssembly.Memory = function (limits) {
        if (limits.maximum > ${most}) throw new RangeError("Out of memory");
        return new Memory(limits);
      };
      try {
        const executor = await compile(artifacts, { threads: 2 });
        const trainer = await executor.trainer(training);
        await trainer.run({ order, batchSize: 32, learningRates: 0.001 });
        const { length } = await executor.predict(data.images.subarray(0, 784));
        console.log(length, executor.memory.buffer instanceof SharedArrayBuffer);
      } catch ({ code, stack }) {
        console.log(code ?? stack);
      }
      process.exit();`);
    expect(output).toBe(expected);
  });
});
