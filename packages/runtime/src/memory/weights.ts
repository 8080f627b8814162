import { RuntimeError } from "../errors.js";
import { type Parameter, sizeOf } from "../graph/graph.js";
import type { ParameterSpace } from "../plan/parameters.js";

/** Address of the copy of all weights that a weight is read from or written to, if any. */
type BaseOf = (parameter: Parameter) => number | undefined;

/**
 * Copies weights between the order of `weightSpecs` and the layout in memory, where kernels lie as one row for each
 * output channel: [..., cin, cout] in the file, [cout][...][cin] in memory.
 */
export function writeWeights(
  space: ParameterSpace,
  from: ArrayBuffer,
  memory: ArrayBufferLike,
  base: BaseOf,
): void {
  for (const { parameter, source } of inFileOrder(space)) {
    const address = base(parameter);
    if (address === undefined) continue;
    const values = new Float32Array(from, source, parameter.size);
    const to = new Float32Array(memory, address + space.offset(parameter), sizeOf(parameter.padded));
    if (parameter.outputFirst)
      eachInput(parameter, (file, place, n, stride) => copy(values, file, 1, to, place, stride, n));
    else to.set(values);
  }
}

/** The inverse of {@link writeWeights}; what has no place is zero. */
export function readWeights(space: ParameterSpace, memory: ArrayBufferLike, base: BaseOf): ArrayBuffer {
  const bytes = new ArrayBuffer(byteLength(space));
  for (const { parameter, source } of inFileOrder(space)) {
    const address = base(parameter);
    if (address === undefined) continue;
    const values = new Float32Array(memory, address + space.offset(parameter), sizeOf(parameter.padded));
    const to = new Float32Array(bytes, source, parameter.size);
    if (parameter.outputFirst)
      eachInput(parameter, (file, place, n, stride) => copy(values, place, stride, to, file, 1, n));
    else to.set(values.subarray(0, parameter.size));
  }
  return bytes;
}

/** Refuses what is not one value for each weight. A view of bytes, too: its elements would be taken for the values. */
export function requireWeights(name: string, data: unknown, space: ParameterSpace): void {
  const expected = byteLength(space);
  if (data instanceof ArrayBuffer && data.byteLength === expected) return;
  const got = data instanceof ArrayBuffer ? `${data.byteLength} bytes` : typeof data;
  throw new RuntimeError(
    "ERR_MNIST_ARGUMENT",
    `${name} must be an ArrayBuffer of ${expected} bytes, got ${got}`,
  );
}

function byteLength({ list }: ParameterSpace): number {
  return 4 * list.reduce((sum, parameter) => sum + parameter.size, 0);
}

function* inFileOrder(space: ParameterSpace): Generator<{ parameter: Parameter; source: number }> {
  let source = 0;
  for (const parameter of [...space.list].sort((a, b) => a.index - b.index)) {
    yield { parameter, source };
    source += parameter.size * 4;
  }
}

/**
 * For each input of a kernel [..., cin, cout]: calls `visit` with the place in the file and in memory of what the first
 * output takes from it, the number of outputs and the distance from one to the next in memory (1 in the file).
 */
function eachInput(
  { shape, padded }: Parameter,
  visit: (file: number, place: number, outputs: number, stride: number) => void,
): void {
  const [cin, cout] = shape.slice(-2);
  const row = padded[padded.length - 2];
  const taps = sizeOf(shape.slice(0, -2));
  for (let tap = 0; tap < taps; tap++) {
    for (let ci = 0; ci < cin; ci++) visit((tap * cin + ci) * cout, tap * row + ci, cout, taps * row);
  }
}

/** A plain loop: it runs once for each weight while an executor starts, before the engine has optimized anything. */
function copy(
  from: Float32Array,
  source: number,
  sourceStep: number,
  to: Float32Array,
  target: number,
  targetStep: number,
  count: number,
): void {
  for (let i = 0, s = source, t = target; i < count; i++, s += sourceStep, t += targetStep) to[t] = from[s];
}
