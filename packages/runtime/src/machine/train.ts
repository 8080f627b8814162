import { ABORT, STEPS_DONE, STOP } from "./control.js";
import type { Executable, Machine } from "./machine.js";
import type { TrainingRun } from "./messages.js";

/** Runs training steps until the run is done or aborted; every thread calls it. Returns the steps done. */
export function* trainSteps(machine: Machine, executable: Executable, run: TrainingRun): Generator<number> {
  const isLeader = machine.thread === 0 || machine.threads === 1;
  const { buffer } = machine.memory;
  const words = machine.words;
  for (let step = 0; step < run.steps; step++) {
    const count = Math.min(run.batchSize, run.samples - step * run.batchSize);
    machine.run(executable, count);
    if (isLeader) {
      recordStep(buffer, run, step);
      if (step + 1 < run.steps) prepareStep(buffer, run, step + 1);
      Atomics.store(words, STEPS_DONE, step + 1);
      if (Atomics.load(words, ABORT) !== 0) Atomics.store(words, STOP, 1);
    }
    machine.barrier();
    yield step + 1;
    if (Atomics.load(words, STOP) !== 0) return;
  }
}

/** Writes what the kernels read about a step: the batch, the step's number and the hyperparameters. */
export function prepareStep(buffer: ArrayBufferLike, run: TrainingRun, step: number): void {
  const start = step * run.batchSize;
  const count = Math.min(run.batchSize, run.samples - start);
  new Uint32Array(buffer, run.batch, count).set(new Uint32Array(buffer, run.order + start * 4, count));
  const number = run.firstStep + step;
  new Int32Array(buffer, run.step, 1)[0] = number;
  const learningRate = new Float32Array(buffer, run.learningRates + step * 4, 1)[0];
  const [beta1, beta2] = run.betas;
  new Float32Array(buffer, run.hyper, 5).set([
    learningRate,
    1 / count,
    1 - integerPower(beta1, number + 1),
    1 - integerPower(beta2, number + 1),
    averageShare(run.averageDecay, number),
  ]);
}

/** Share of the new weights in the moving average: large at first, so that it soon forgets where training began. */
function averageShare(decay: number, step: number): number {
  return 1 - Math.min(decay, (1 + step) / (10 + step));
}

/** base^exponent by squaring: unlike Math.pow the same bits in every engine. */
function integerPower(base: number, exponent: number): number {
  let power = 1;
  for (let square = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2), square *= square) {
    if (rest % 2 === 1) power *= square;
  }
  return power;
}

function recordStep(buffer: ArrayBufferLike, run: TrainingRun, step: number): void {
  const count = Math.min(run.batchSize, run.samples - step * run.batchSize);
  let loss = 0;
  let correct = 0;
  for (let slice = 0; slice < run.slices; slice++) {
    const at = run.results + slice * run.resultStride;
    loss += new Float64Array(buffer, at, 1)[0];
    correct += new Int32Array(buffer, at + 8, 1)[0];
  }
  new Float64Array(buffer, run.history + step * 16, 2).set([loss / count, correct]);
}
