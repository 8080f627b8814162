import type { ModelArtifacts, WeightSpec } from "./artifacts.js";
import { checkGiven } from "./check-given.js";
import { ModelError } from "./errors.js";
import { float16ToFloat32 } from "./float16.js";
import { sha256 } from "./sha256.js";

/** A topology of this size would describe thousands of layers; parsed it can take thirty times the memory. */
export const maximumManifestBytes = 2 ** 20;
const maximumFiles = 1000;
/** Layers models of models of models are no deeper than some tens. */
const maximumDepth = 500;

/** What `model.json` says about its weights, checked. */
export interface Manifest {
  modelTopology: object;
  /** Weight file names, plain names in the folder of `model.json`. */
  paths: string[];
  weights: StoredSpec[];
  /** Length of all weight files together. */
  byteLength: number;
  userDefinedMetadata: Record<string, unknown>;
  generatedBy?: string;
  convertedBy?: string | null;
}

interface StoredSpec extends WeightSpec {
  /** How tfjs stored it, false for plain float32. */
  quantized: false | "float16" | "uint8" | "uint16";
  bytesPerValue: 1 | 2 | 4;
  /** Affine quantization of tfjs: value = stored * scale + minimum. */
  scale: number;
  minimum: number;
}

/**
 * Reads `model.json` of a stock tfjs-layers model without trusting it.
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_FORMAT` when it is not JSON, not a layers model, names weight files outside
 *   its folder, carries keys that would reach an object's prototype, or shapes that no weights can have
 */
export function decodeManifest(bytes: Uint8Array): Manifest {
  checkGiven({ bytes });
  if (bytes.length > maximumManifestBytes) {
    throw malformed(`model.json has ${bytes.length} bytes; at most ${maximumManifestBytes} are read`);
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw malformed(`model.json is not JSON (${(cause as Error).message})`, { cause });
  }
  if (!isObject(json)) throw malformed("model.json is not an object");
  refuseTraps(json);
  if (json.format === "graph-model") {
    throw malformed("model.json is a tfjs graph model; only layers models can be opened");
  }
  if (!isObject(json.modelTopology)) throw malformed("model.json has no modelTopology");
  if (!Array.isArray(json.weightsManifest)) throw malformed("model.json has no weightsManifest");

  const paths: string[] = [];
  const weights: StoredSpec[] = [];
  for (const group of json.weightsManifest) {
    if (!isObject(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
      throw malformed("a group of the weightsManifest lacks paths or weights");
    }
    for (const path of group.paths) paths.push(plainFileName(path));
    for (const spec of group.weights) weights.push(storedSpec(spec));
  }
  if (paths.length > maximumFiles) throw malformed(`model.json names ${paths.length} weight files`);
  const names = new Set(weights.map((weight) => weight.name));
  if (names.size !== weights.length) throw malformed("two weights have the same name");
  return {
    modelTopology: json.modelTopology,
    paths,
    weights,
    byteLength: weights.reduce((sum, weight) => sum + size(weight.shape) * weight.bytesPerValue, 0),
    userDefinedMetadata: isObject(json.userDefinedMetadata) ? json.userDefinedMetadata : {},
    generatedBy: typeof json.generatedBy === "string" ? json.generatedBy : undefined,
    convertedBy: typeof json.convertedBy === "string" ? json.convertedBy : null,
  };
}

/**
 * Puts a checked manifest and its weight bytes together; float16 and uint8/uint16 storage become float32.
 *
 * @param bytes the weight files one after the other; what is float32 already is not copied
 * @throws {ModelError} `ERR_MNIST_MODEL_FORMAT` when the length or the recorded SHA-256 is not that of the weights,
 *   or a weight is not a finite number
 */
export async function decodeModel(
  manifest: Manifest,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ModelArtifacts> {
  checkGiven({ manifest, bytes });
  requireLength(manifest, bytes);
  const recorded = manifest.userDefinedMetadata.weightsSha256;
  if (recorded !== undefined && recorded !== (await sha256(bytes))) {
    throw malformed("the weight file is not the one model.json was saved with (SHA-256 differs)");
  }
  return decodeWeights(manifest, bytes);
}

/** As {@link decodeModel}, for files whose origin is known: their SHA-256 is not computed. */
export function decodeWeights(manifest: Manifest, bytes: Uint8Array<ArrayBuffer>): ModelArtifacts {
  requireLength(manifest, bytes);
  const { weights, userDefinedMetadata } = manifest;
  const values = weights.some(({ quantized }) => quantized)
    ? dequantized(weights, bytes)
    : new Float32Array(ownBuffer(bytes));
  let start = 0;
  for (const { name, shape } of weights) {
    const end = start + size(shape);
    if (!allFinite(values.subarray(start, end))) {
      throw malformed(`weight ${name} has values that are not finite numbers`);
    }
    start = end;
  }
  return {
    modelTopology: manifest.modelTopology,
    format: "layers-model",
    generatedBy: manifest.generatedBy,
    convertedBy: manifest.convertedBy,
    weightSpecs: weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    weightData: values.buffer,
    userDefinedMetadata,
  };
}

function requireLength({ byteLength }: Manifest, bytes: Uint8Array): void {
  if (bytes.length === byteLength) return;
  throw malformed(`the weight file has ${bytes.length} bytes, model.json describes ${byteLength}`);
}

function allFinite(values: Float32Array): boolean {
  // The engine's own search: a loop here would take milliseconds of the start.
  return ![Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].some((value) =>
    values.includes(value),
  );
}

/** All weights as float32. */
function dequantized(weights: StoredSpec[], bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const values = new Float32Array(weights.reduce((sum, weight) => sum + size(weight.shape), 0));
  let source = 0;
  let target = 0;
  for (const weight of weights) {
    const count = size(weight.shape);
    const stored = bytes.subarray(source, source + count * weight.bytesPerValue);
    dequantize(weight, stored, values.subarray(target, target + count));
    source += stored.length;
    target += count;
  }
  return values;
}

function dequantize(
  { bytesPerValue, scale, minimum, quantized }: StoredSpec,
  stored: Uint8Array<ArrayBuffer>,
  values: Float32Array<ArrayBuffer>,
): void {
  // Weights of one byte can leave those after them at an odd place.
  const { buffer, byteOffset } = stored.byteOffset % bytesPerValue === 0 ? stored : stored.slice();
  if (!quantized) values.set(new Float32Array(buffer, byteOffset, values.length));
  else if (quantized === "float16")
    float16ToFloat32(new Uint16Array(buffer, byteOffset, values.length), values);
  else {
    const words = bytesPerValue === 1 ? stored : new Uint16Array(buffer, byteOffset, values.length);
    for (let i = 0; i < values.length; i++) values[i] = words[i] * scale + minimum;
  }
}

/** A buffer of these bytes alone: theirs, where it has no others. */
function ownBuffer(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return bytes.length === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
}

function storedSpec(spec: unknown): StoredSpec {
  if (!isObject(spec) || typeof spec.name !== "string") throw malformed("a weight has no name");
  const { name, shape, dtype, quantization } = spec;
  if (
    !Array.isArray(shape) ||
    shape.length > 8 ||
    !shape.every((length) => Number.isSafeInteger(length) && length >= 0) ||
    !(size(shape) <= 2 ** 31)
  ) {
    throw malformed(`weight ${name} has the shape ${JSON.stringify(shape)}`);
  }
  if (dtype !== "float32") throw malformed(`weight ${name} has dtype ${dtype}; only float32 is read`);
  if (quantization === undefined) {
    return { name, shape, dtype, quantized: false, bytesPerValue: 4, scale: 1, minimum: 0 };
  }
  const { dtype: quantized, scale, min } = isObject(quantization) ? quantization : {};
  if (quantized === "float16") {
    return { name, shape, dtype, quantized, bytesPerValue: 2, scale: 1, minimum: 0 };
  }
  if (
    (quantized === "uint8" || quantized === "uint16") &&
    typeof scale === "number" &&
    typeof min === "number"
  ) {
    return {
      name,
      shape,
      dtype,
      quantized,
      bytesPerValue: quantized === "uint8" ? 1 : 2,
      scale,
      minimum: min,
    };
  }
  throw malformed(`weight ${name} has the quantization ${JSON.stringify(quantization)}`);
}

/** Weight files live beside model.json: a name with a folder, a drive or a scheme in it is refused. */
function plainFileName(path: unknown): string {
  const name = typeof path === "string" ? path.replace(/^\.\//, "") : "";
  if (!/^[\w-][\w .-]*$/.test(name)) {
    throw malformed(`the weight file ${JSON.stringify(path)} is not a plain name in the model's folder`);
  }
  return name;
}

/**
 * Refuses what would trap later code: keys that reach an object's prototype, and nesting deeper than the call stack.
 * Not a reviver of `JSON.parse`: with one, Node from 22 on takes a hundred times the text's memory.
 */
function refuseTraps(json: Container): void {
  let level = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maximumDepth) throw malformed(`model.json is nested deeper than ${maximumDepth} levels`);
    const next: Container[] = [];
    for (const value of level) {
      // Lists of keys and of children would be larger than what they are of.
      if (Array.isArray(value)) {
        for (const child of value) if (isContainer(child)) next.push(child);
        continue;
      }
      for (const key in value) {
        const child = value[key];
        if (isTrap(key, child)) throw malformed(`model.json has the key "${key}"`);
        if (isContainer(child)) next.push(child);
      }
    }
    level = next;
  }
}

type Container = Record<string, unknown>;

/** Objects and arrays. */
function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function isTrap(key: string, value: unknown): boolean {
  return key === "__proto__" || key === "prototype" || (key === "constructor" && typeof value === "object");
}

function size(shape: number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(message: string, options?: ErrorOptions): ModelError {
  return new ModelError("ERR_MNIST_MODEL_FORMAT", `${message}; save or copy the model again`, options);
}
