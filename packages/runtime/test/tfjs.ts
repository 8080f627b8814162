import "@tensorflow/tfjs-backend-cpu";
import type { Random } from "@mnist/random";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { compileWithGuards } from "../src/compile.js";
import type { WasmExecutor } from "../src/executor.js";
import type { CompileOptions, ModelArtifacts } from "../src/types.js";

export { relativeError } from "./relativeError.js";
export { layers, tf };

export async function artifactsOf(model: layers.LayersModel): Promise<ModelArtifacts> {
  let artifacts: unknown;
  await model.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
  return artifacts as ModelArtifacts;
}

/** Gives all weights random values (variances positive), so that nothing hides behind a zero bias. */
export function randomizeWeights(model: layers.LayersModel, random: Random): void {
  model.setWeights(
    model.weights.map((weight) => {
      const shape = weight.shape as number[];
      const fanIn = shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
      const scale = shape.length > 1 ? Math.sqrt(3 / fanIn) : 0.3;
      const isPositive = /variance|gamma/.test(weight.name);
      const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () =>
        isPositive ? random.uniform(0.5, 1.5) : random.uniform(-scale, scale),
      );
      return tf.tensor(values, shape);
    }),
  );
}

export function randomBytes(length: number, random: Random): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}

/** Input as tfjs sees it: scaled like the runtime scales bytes. */
export function imageTensor(images: Uint8Array, shape: number[]): tf.Tensor {
  const scale = Math.fround(1 / 255);
  const count = images.length / shape.reduce((product, extent) => product * extent, 1);
  return tf.tensor(
    Float32Array.from(images, (value) => value * scale),
    [count, ...shape],
  );
}

const GUARD_BYTES = 256;
const GUARD_PATTERN = 0x5a;

/** Compiles in private memory with guard zones around every buffer. */
export function compileGuarded(
  artifacts: ModelArtifacts,
  options: CompileOptions = {},
): Promise<WasmExecutor> {
  return compileWithGuards(artifacts, { sharedMemory: false, ...options }, GUARD_BYTES);
}

export function paintGuards(executor: WasmExecutor): void {
  const bytes = new Uint8Array(executor.memory.buffer);
  for (const [start, end] of executor.layout.allocator.guards) bytes.fill(GUARD_PATTERN, start, end);
}

/** Number of guard bytes that were written to since `paintGuards`. */
export function brokenGuards(executor: WasmExecutor): number {
  const bytes = new Uint8Array(executor.memory.buffer);
  let broken = 0;
  for (const [start, end] of executor.layout.allocator.guards) {
    for (let at = start; at < end; at++) if (bytes[at] !== GUARD_PATTERN) broken++;
  }
  return broken;
}

/** The gradient of the mean loss with respect to each weight, in the order of `weightSpecs`; zeros where untrained. */
export function tfjsGradients(
  model: layers.LayersModel,
  images: tf.Tensor,
  labels: Uint8Array,
  loss: "softmaxCrossEntropy" | "meanSquaredError" = "softmaxCrossEntropy",
  labelSmoothing = 0,
): { loss: number; gradients: Map<string, Float32Array> } {
  const classes = model.outputShape[1] as number;
  const rest = labelSmoothing / classes;
  const target = tf.add(tf.mul(tf.oneHot(tf.tensor1d(labels, "int32"), classes), 1 - labelSmoothing), rest);
  const variables = model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
  const { value, grads } = tf.variableGrads(() => {
    const output = model.apply(images, { training: true }) as tf.Tensor;
    if (loss === "meanSquaredError") return tf.mean(tf.square(tf.sub(output, target))) as tf.Scalar;
    return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(output)), -1))) as tf.Scalar;
  }, variables);
  const gradients = new Map<string, Float32Array>();
  model.trainableWeights.forEach((weight, i) => {
    gradients.set(weight.originalName, grads[variables[i].name].dataSync() as Float32Array);
  });
  return { loss: value.dataSync()[0], gradients };
}
