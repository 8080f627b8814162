import { Random } from "@mnist/random";
import { beforeAll, expect, it } from "vitest";
import { compileWithGuards } from "../src/compile.js";
import { RuntimeError } from "../src/errors.js";
import type { WasmExecutor } from "../src/executor.js";
import { type FuzzModel, mutate, oddFloats, seeds, trainerOptions } from "./fuzz.js";
import { brokenGuards, paintGuards, randomBytes } from "./tfjs.js";

/** Thousands in the suite; `FUZZ_RUNS=100000 FUZZ_SEED=... npx vitest run packages/runtime/test/fuzz` for more. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 3000);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
/** Larger models are planned and compiled but not run. */
const MAX_RUN_BYTES = 48 << 20;
const MAX_MILLISECONDS = 15_000;
const MAX_WEIGHTS = 1 << 18;
const REPAIRS = 12;

let models: FuzzModel[];
beforeAll(async () => {
  models = await seeds();
});

it(`answers ${RUNS} broken and odd models with results or typed errors`, { timeout: 3_600_000 }, async () => {
  const outcomes: Record<string, number> = {};
  let slowest = 0;
  for (let run = 0; run < RUNS; run++) {
    const random = new Random(SEED, "fuzz").lane(run);
    const started = performance.now();
    const outcome = await attempt(random).catch((error) => {
      throw new Error(`run ${run} of seed ${SEED}: ${error?.stack ?? error}`, { cause: error });
    });
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const milliseconds = performance.now() - started;
    slowest = Math.max(slowest, milliseconds);
    expect(milliseconds, `run ${run} of seed ${SEED} hangs`).toBeLessThan(MAX_MILLISECONDS);
  }
  const mebibytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(`${RUNS} runs of seed ${SEED}, slowest ${Math.round(slowest)} ms, ${mebibytes} MiB`, outcomes);
  // The inputs reach every stage, not only the first check.
  for (const outcome of ["trained", "ERR_MNIST_MODEL", "ERR_MNIST_UNSUPPORTED", "ERR_MNIST_ARGUMENT"])
    expect(outcomes[outcome], outcome).toBeGreaterThan(RUNS / 100);
  expect(mebibytes).toBeLessThan(2000);
});

it("answers values nested deeper than the call stack with typed errors, wherever they stand", async () => {
  let deep: unknown = "relu";
  for (let i = 0; i < 100_000; i++) deep = [deep];
  for (const model of models) {
    for (const layer of (model.modelTopology as Model).config.layers) {
      for (const key of ["name", ...Object.keys(layer.config)]) {
        const kept = layer.config[key];
        layer.config[key] = deep;
        const executor = await compileWithGuards(model, { sharedMemory: false }, 0).catch((error) => error);
        if (executor instanceof Error) expect(executor).toBeInstanceOf(RuntimeError);
        layer.config[key] = kept;
      }
    }
  }
});

/** What the models here have in common, Functional or not. */
interface Model {
  config: { layers: { config: Record<string, unknown> }[] };
}

/** Compiles, predicts and trains with one mutated model; returns how far it came. */
async function attempt(random: Random): Promise<string> {
  const model = structuredClone(models[random.integer(models.length)]);
  for (let i = random.integer(4); i > 0; i--)
    mutate(random.integer(4) === 0 ? model : model.modelTopology, random);
  const options = { sharedMemory: false, deterministic: random.integer(2) === 0 };
  if (random.integer(20) === 0) mutate(options, random);
  try {
    const executor = await compileRepaired(model, { ...options, sharedMemory: false }, random);
    try {
      return await use(executor, random);
    } finally {
      await executor.close();
    }
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    expect(error.message.length).toBeLessThan(2000);
    return error.code;
  }
}

/** Gives most models weights of the shapes that the error messages ask for, so that odd topologies get to run. */
async function compileRepaired(model: FuzzModel, options: object, random: Random): Promise<WasmExecutor> {
  const isRepaired = random.integer(4) > 0;
  for (let i = 0; ; i++) {
    try {
      return await compileWithGuards(model, options, 64);
    } catch (error) {
      if (
        !isRepaired ||
        i === REPAIRS ||
        !(error instanceof RuntimeError) ||
        !repair(model, error.message, random)
      )
        throw error;
    }
  }
}

function repair(model: FuzzModel, message: string, random: Random): boolean {
  const wrong = /weight "(.*)" has shape \[.*\], the topology needs \[([\d,]+)\]/.exec(message);
  const spec = wrong && model.weightSpecs.find(({ name }) => name === wrong[1]);
  const unused = /weight "(.*)" belongs to no layer/.exec(message);
  const bytes = /weightData must be an ArrayBuffer of (\d+) bytes/.exec(message);
  if (spec) spec.shape = wrong[2].split(",").map(Number);
  else if (unused) model.weightSpecs = model.weightSpecs.filter(({ name }) => name !== unused[1]);
  else if (bytes && Number(bytes[1]) <= 4 * MAX_WEIGHTS)
    model.weightData = oddFloats(Number(bytes[1]) / 4, random).buffer as ArrayBuffer;
  else return false;
  return true;
}

async function use(executor: WasmExecutor, random: Random): Promise<string> {
  if (executor.memory.buffer.byteLength > MAX_RUN_BYTES) return "large";
  const { size } = executor.graph.input;
  const count = random.integer(20) === 0 ? 0 : 1 + random.integer(9);
  const images = randomBytes(count * size, random);
  paintGuards(executor);
  const output = await executor.predict(random.integer(2) === 0 ? images : oddFloats(images.length, random));
  expect(output.length).toBe(count * executor.graph.output.size);
  expect(brokenGuards(executor)).toBe(0);
  const classes = executor.graph.logits.size;
  const labels = Uint8Array.from({ length: count }, () => random.integer(random.integer(20) ? classes : 256));
  const trainer = await executor.trainer(trainerOptions({ images, labels }, random));
  try {
    if (executor.memory.buffer.byteLength > 2 * MAX_RUN_BYTES) return "large";
    paintGuards(executor);
    const batch = random.integer(20) === 0 ? 13 : Math.min(count, 1 + random.integer(4));
    const indices = Uint32Array.from({ length: batch }, () => random.integer(count));
    await trainer.step(indices, { learningRate: random.integer(20) > 0 ? 0.01 : Number.NaN });
    expect(brokenGuards(executor)).toBe(0);
    return "trained";
  } finally {
    trainer.close();
  }
}
