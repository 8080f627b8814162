import { Random } from "@mnist/random";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  type CompileOptions,
  compile,
  type Executor,
  type ModelArtifacts,
  type Trainer,
  type TrainerOptions,
  type TrainerState,
} from "../dist/index.js";
import { hash, mnistSamples, smallNetwork } from "./models.js";
import { artifactsOf } from "./tfjs.js";

const data = mnistSamples(500);
const shift = { module: new URL("./shift.augment.mjs", import.meta.url).href, options: { most: 3 } };
const failing = (times: number) => ({
  module: new URL("./failing.augment.mjs", import.meta.url).href,
  options: { times },
});
const BATCH = 37;

let artifacts: ModelArtifacts;
let normalized: ModelArtifacts;
let wide: ModelArtifacts;
beforeAll(async () => {
  artifacts = await artifactsOf(smallNetwork({ dropout: true }));
  wide = await artifactsOf(smallNetwork({ dropout: true, units: 200 }));
  normalized = await artifactsOf(smallNetwork({ dropout: true, batchNormalization: true }));
});

const options = (more: Partial<TrainerOptions> = {}): TrainerOptions => ({
  optimizer: { name: "adam" },
  seed: 11,
  data,
  labelSmoothing: 0.1,
  l2: 1e-4,
  clipNorm: 1,
  movingAverage: { decay: 0.9 },
  augment: shift,
  ...more,
});

function order(steps: number): Uint32Array {
  return new Random(3, "order").permutation(data.labels.length).subarray(0, steps * BATCH - 9);
}

async function using<T>(
  model: ModelArtifacts,
  compileOptions: CompileOptions,
  work: (executor: Executor) => Promise<T>,
): Promise<T> {
  const executor = await compile(model, compileOptions);
  try {
    return await work(executor);
  } finally {
    await executor.close();
  }
}

describe("training", () => {
  it.each([
    ["convolution, dropout", () => artifacts],
    ["batch normalization", () => normalized],
    ["a large dense layer", () => wide],
  ])("gives the same bits with 1, 2, 3 and 5 threads and without shared memory (%s)", async (_, model) => {
    const variants: CompileOptions[] = [
      { threads: 1 },
      { threads: 2 },
      { threads: 3 },
      { threads: 5 },
      { sharedMemory: false },
    ];
    const outcomes = [];
    for (const variant of variants) {
      outcomes.push(
        await using(model(), variant, async (executor) => {
          const trainer = await executor.trainer(options());
          const results = await trainer.run({ order: order(12), batchSize: BATCH, learningRates: 0.01 });
          return {
            losses: results.map((result) => result.loss),
            weights: hash(executor.weights()),
            average: hash(trainer.movingAverageWeights()),
            logits: hash((await executor.logits(data.images.subarray(0, 784 * 70))).buffer as ArrayBuffer),
          };
        }),
      );
    }
    expect(outcomes[0].losses).toHaveLength(12);
    expect(outcomes[0].losses.at(-1)).toBeLessThan(outcomes[0].losses[0]);
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
  });

  it("resumes to the bit from weights and state at any step", async () => {
    const steps = 8;
    const rates = Float32Array.from({ length: steps }, (_, i) => 0.01 / (i + 1));
    const outcome = (executor: Executor, trainer: Trainer) => [
      hash(executor.weights()),
      hash(trainer.movingAverageWeights()),
    ];
    const saved: { weights: ArrayBuffer; state: TrainerState }[] = [];
    const whole = await using(artifacts, { threads: 2 }, async (executor) => {
      const trainer = await executor.trainer(options());
      for (let i = 0; i < steps; i++) {
        saved.push({ weights: executor.weights(), state: structuredClone(trainer.state()) });
        const batch = order(steps).subarray(i * BATCH, (i + 1) * BATCH);
        await trainer.step(batch, { learningRate: rates[i] });
      }
      return outcome(executor, trainer);
    });
    await using(artifacts, { threads: 1 }, async (executor) => {
      for (const [step, { weights, state }] of saved.entries()) {
        expect(state.step).toBe(step);
        executor.setWeights(weights);
        const trainer = await executor.trainer(options());
        trainer.restore(state);
        await trainer.run({
          order: order(steps).subarray(step * BATCH),
          batchSize: BATCH,
          learningRates: rates.subarray(step),
        });
        expect(outcome(executor, trainer), `from step ${step}`).toEqual(whole);
        trainer.close();
      }
    });
  });

  it("reports every step in order", async () => {
    const steps: number[] = [];
    const results = await using(artifacts, { threads: 2 }, async (executor) => {
      const trainer = await executor.trainer(options({ augment: undefined }));
      return trainer.run({
        order: order(6),
        batchSize: BATCH,
        learningRates: 0.01,
        onStep: ({ step, batchSize }) => steps.push(step * 1000 + batchSize),
      });
    });
    expect(results).toHaveLength(6);
    expect(steps).toEqual([37, 1037, 2037, 3037, 4037, 5028]);
  });

  it("takes the place of the trainer before it in the workers, which keep no program that nobody runs", async () => {
    await using(artifacts, { threads: 2 }, async (executor) => {
      const { pool } = executor as unknown as { pool: { call(request: { program: number }): Promise<void> } };
      const call = vi.spyOn(pool, "call");
      for (let session = 0; session < 3; session++) (await executor.trainer(options())).close();
      expect(call).toHaveBeenCalledTimes(3);
      expect(new Set(call.mock.calls.map(([{ program }]) => program)).size).toBe(1);
    });
  });

  it("can be followed by another trainer with other options in the same memory", async () => {
    const run = async (executor: Executor, more: Partial<TrainerOptions>) => {
      const trainer = await executor.trainer(options(more));
      await trainer.run({ order: order(4), batchSize: BATCH, learningRates: 0.01 });
      trainer.close();
      return hash(executor.weights());
    };
    const other = { optimizer: { name: "momentum" }, clipNorm: undefined, l2: 0 } as const;
    const second = await using(artifacts, { threads: 2 }, async (executor) => {
      const start = executor.weights();
      await run(executor, {});
      executor.setWeights(start);
      return run(executor, other);
    });
    expect(second).toBe(await using(artifacts, { threads: 2 }, (executor) => run(executor, other)));
  });
});

describe("when something goes wrong", () => {
  let executor: Executor;
  beforeAll(async () => {
    executor = await compile(artifacts, { threads: 2 });
  });
  afterAll(() => executor.close());

  it.each([[2], [1]])(
    "a failing augmentation rejects the run and leaves the executor usable (%i threads)",
    async (threads) => {
      await using(artifacts, { threads }, async (one) => {
        const trainer = await one.trainer(options({ augment: failing(1) }));
        const run = trainer.run({ order: order(8), batchSize: BATCH, learningRates: 0.01 });
        await expect(run).rejects.toMatchObject({
          code: "ERR_MNIST_WORKER",
          cause: { message: "no augmentation today" },
        });
        trainer.close();
        const next = await one.trainer(options());
        expect(await next.run({ order: order(2), batchSize: BATCH, learningRates: 0.01 })).toHaveLength(2);
      });
    },
  );

  it.each<CompileOptions>([{ threads: 2 }, { threads: 1 }, { sharedMemory: false }])(
    "a step that failed can be made again as if nothing had been (%j)",
    async (compileOptions) => {
      const outcomes = [];
      for (const times of [0, 1]) {
        outcomes.push(
          await using(artifacts, compileOptions, async (one) => {
            const trainer = await one.trainer(options({ augment: failing(times) }));
            const run = () =>
              trainer.run({
                order: order(6).subarray(trainer.stepsDone * BATCH),
                batchSize: BATCH,
                learningRates: 0.01,
              });
            await run().catch(() => {});
            expect(trainer.stepsDone).toBe(times === 0 ? 6 : 2);
            // Each thread's augmentation fails once, should it get that sample.
            for (let more = 0; trainer.stepsDone < 6 && more < 3; more++) await run().catch(() => {});
            expect(trainer.stepsDone).toBe(6);
            return hash(one.weights());
          }),
        );
      }
      expect(outcomes[1]).toBe(outcomes[0]);
    },
  );

  it("an augmentation that cannot be loaded rejects trainer()", async () => {
    const augment = { module: new URL("./missing.mjs", import.meta.url).href };
    await expect(executor.trainer(options({ augment }))).rejects.toMatchObject({ code: "ERR_MNIST_WORKER" });
  });

  it("an abort ends the run between two steps and leaves everything usable", async () => {
    const trainer = await executor.trainer(options());
    const controller = new AbortController();
    const long = Uint32Array.from({ length: 20_000 }, (_, i) => i % 500);
    setTimeout(() => controller.abort(), 60);
    const run = trainer.run({ order: long, batchSize: 10, learningRates: 0.001, signal: controller.signal });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    const done = trainer.stepsDone;
    expect(done).toBeLessThan(2000);
    await trainer.step(Uint32Array.of(1, 2, 3), { learningRate: 0.001 });
    expect(trainer.stepsDone).toBe(done + 1);
    trainer.close();
    const aborted = executor.predict(data.images, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    expect(await executor.predict(data.images.subarray(0, 784))).toHaveLength(10);
  });

  it("private memory leaves the thread its turns also in a run of many short requests", async () => {
    await using(artifacts, { sharedMemory: false }, async (one) => {
      const few = mnistSamples(50);
      const trainer = await one.trainer(options({ data: few, augment: undefined }));
      let turns = 0;
      const timer = setInterval(() => turns++, 5);
      const long = Uint32Array.from({ length: 20_000 }, (_, i) => i % 50);
      const start = performance.now();
      await trainer.run({ order: long, batchSize: 10, learningRates: 0.001 });
      clearInterval(timer);
      expect(turns).toBeGreaterThan((performance.now() - start) / 100);
    });
  });

  it.each<[string, (one: Executor) => Promise<unknown>]>([
    ["a prediction", (one) => one.predict(mnistSamples(5000).images)],
    [
      "a training",
      async (one) => {
        const trainer = await one.trainer(options({ augment: undefined }));
        return trainer.run({ order: new Uint32Array(50_000), batchSize: 10, learningRates: 0.001 });
      },
    ],
  ])("private memory: close() rejects %s that is under way", async (_, call) => {
    const one = await compile(artifacts, { sharedMemory: false });
    setTimeout(() => one.close(), 1);
    await expect(call(one)).rejects.toMatchObject({ code: "ERR_MNIST_STATE" });
  });

  it("weights() refuses while the workers change them", async () => {
    await using(artifacts, { threads: 2 }, async (one) => {
      const trainer = await one.trainer(options());
      const enough = new AbortController();
      const order = Uint32Array.from({ length: 1_000_000 }, (_, i) => i % 500);
      const run = trainer.run({ order, batchSize: 10, learningRates: 0.001, signal: enough.signal });
      const ended = expect(run).rejects.toThrow("enough");
      const refusal = expect.objectContaining({ code: "ERR_MNIST_STATE" });
      await vi.waitFor(() => expect(() => one.weights()).toThrow(refusal));
      enough.abort(new Error("enough"));
      await ended;
      expect(one.weights()).toBeInstanceOf(ArrayBuffer);
      trainer.close();
      expect(one.weights()).toBeInstanceOf(ArrayBuffer);
    });
  });

  it("weights() is of one step where the calling thread trains", async () => {
    await using(artifacts, { sharedMemory: false }, async (one) => {
      const trainer = await one.trainer(options());
      const seen: unknown[] = [];
      const onStep = () => seen.push(one.weights());
      await trainer.run({ order: new Uint32Array(100), batchSize: 10, learningRates: 0.001, onStep });
      expect(seen).toHaveLength(10);
      trainer.close();
    });
  });

  it("an error in onStep rejects the run between two steps", async () => {
    const trainer = await executor.trainer(options());
    const onStep = ({ step }: { step: number }) => {
      if (step === 3) throw new Error("no more");
    };
    const long = Uint32Array.from({ length: 20_000 }, (_, i) => i % 500);
    const run = trainer.run({ order: long, batchSize: 10, learningRates: 0.001, onStep });
    await expect(run).rejects.toThrow("no more");
    expect(trainer.stepsDone).toBeLessThan(2000);
    await trainer.step(Uint32Array.of(1, 2, 3), { learningRate: 0.001 });
    trainer.close();
  });

  it.each([
    ["an index out of range", (e: Executor) => stepWith(e, Uint32Array.of(500))],
    ["a batch that is too large", (e: Executor) => stepWith(e, new Uint32Array(129))],
    ["an empty batch", (e: Executor) => stepWith(e, new Uint32Array(0))],
    [
      "a step of nothing",
      (e: Executor) => trained(e, (t) => t.step(undefined as never, { learningRate: 1 })),
    ],
    [
      "a step without options",
      (e: Executor) => trained(e, (t) => t.step(Uint32Array.of(1), undefined as never)),
    ],
    [
      "a step without a learning rate",
      (e: Executor) => trained(e, (t) => t.step(Uint32Array.of(1), {} as never)),
    ],
    ["a run of nothing", (e: Executor) => trained(e, (t) => t.run(undefined as never))],
    [
      "a run without learning rates",
      (e: Executor) => trained(e, (t) => t.run({ order: Uint32Array.of(1), batchSize: 1 } as never)),
    ],
    ["no state to restore", (e: Executor) => trained(e, (t) => t.restore(undefined as never))],
    ["no options of a trainer", (e: Executor) => e.trainer(undefined as never)],
    ["a wrong optimizer", (e: Executor) => e.trainer(options({ optimizer: { name: "adagrad" } as never }))],
    ["a wrong seed", (e: Executor) => e.trainer(options({ seed: -1 }))],
    [
      "labels of another length",
      (e: Executor) => e.trainer(options({ data: { ...data, labels: new Uint8Array(3) } })),
    ],
    [
      "a label past the outputs",
      (e: Executor) => e.evaluate(data.images.subarray(0, 784), Uint8Array.of(10)),
    ],
    ["images of a wrong size", (e: Executor) => e.predict(new Uint8Array(783))],
    [
      "a slot that is no ArrayBuffer",
      (e: Executor) =>
        trained(e, (trainer) => {
          const { step, slots } = trainer.state();
          const views = Object.entries(slots).map(([name, slot]) => [name, new Uint8Array(slot)]);
          trainer.restore({ step, slots: Object.fromEntries(views) });
        }),
    ],
    ["weights of a wrong size", async (e: Executor) => e.setWeights(new ArrayBuffer(3))],
  ])("%s is a typed error", async (_, call) => {
    await expect(call(executor)).rejects.toMatchObject({ name: "RuntimeError", code: "ERR_MNIST_ARGUMENT" });
  });

  const stepWith = (one: Executor, indices: Uint32Array) =>
    trained(one, (trainer) => trainer.step(indices, { learningRate: 0.1 }));

  async function trained(one: Executor, call: (trainer: Trainer) => unknown): Promise<void> {
    const trainer = await one.trainer(options());
    try {
      await call(trainer);
    } finally {
      trainer.close();
    }
  }

  it("a network of more phases than threads can count is refused, but trained by the calling thread alone", async () => {
    const layer = (class_name: string, config: object) => ({ class_name, config });
    const norms = Array.from({ length: 500 }, (_, i) => layer("BatchNormalization", { name: `norm_${i}` }));
    const first = layer("Dense", { name: "dense", units: 4, use_bias: false, batch_input_shape: [null, 4] });
    const roles = ["gamma", "beta", "moving_mean", "moving_variance"];
    const deep: ModelArtifacts = {
      modelTopology: { class_name: "Sequential", config: { layers: [first, ...norms] } },
      weightSpecs: [
        { name: "dense/kernel", shape: [4, 4], dtype: "float32" },
        ...norms.flatMap((_, i) =>
          roles.map((role) => ({ name: `norm_${i}/${role}`, shape: [4], dtype: "float32" })),
        ),
      ],
      weightData: new Float32Array(16 + 500 * 16).fill(0.5).buffer,
    };
    const few = { images: new Uint8Array(8 * 4).map((_, i) => i * 7), labels: new Uint8Array(8) };
    const more = { data: few, augment: undefined, maxBatchSize: 8 };
    await using(deep, { threads: 2 }, async (one) => {
      const refusal = { code: "ERR_MNIST_UNSUPPORTED", message: expect.stringContaining("sharedMemory") };
      await expect(one.trainer(options(more))).rejects.toMatchObject(refusal);
      expect(await one.predict(few.images)).toHaveLength(8 * 4);
    });
    await using(deep, { sharedMemory: false }, async (one) => {
      const trainer = await one.trainer(options(more));
      await trainer.step(Uint32Array.of(0, 1, 2), { learningRate: 0.001 });
      expect(trainer.stepsDone).toBe(1);
    });
  });

  it("a second trainer and use after close are refused", async () => {
    const one = await compile(artifacts, { threads: 2 });
    await one.trainer(options());
    await expect(one.trainer(options())).rejects.toMatchObject({ code: "ERR_MNIST_STATE" });
    const pending = expect(one.evaluate(data.images, data.labels)).rejects.toMatchObject({
      code: "ERR_MNIST_STATE",
    });
    await one.close();
    await pending;
    await expect(one.predict(data.images)).rejects.toMatchObject({ code: "ERR_MNIST_STATE" });
  });
});
