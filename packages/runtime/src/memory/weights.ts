import { RuntimeError } from "../errors.js";
import { type Parameter, sizeOf } from "../graph/graph.js";
import type { ParameterSpace } from "../plan/parameters.js";

/** Address of the copy of all weights that a weight is read from or written to, if any. */
type BaseOf = (parameter: Parameter) => number | undefined;

const TURNTABLE_BYTES = 65536;

/** A piece of memory that kernels of weights pass on their way, and the kernel of assembly/pack.ts that turns them. */
export interface Turntable {
  address: number;
  transpose(from: number, rows: number, fromRow: number, columns: number, to: number, toRow: number): unknown;
}

/** Bytes of a turntable: few enough for the cache, and one row of the widest kernel at least. */
export function turntableBytes({ list }: ParameterSpace): number {
  return Math.max(TURNTABLE_BYTES, ...list.map(({ shape }) => 4 * (shape.at(-1) ?? 1)));
}

/**
 * Copies weights between the order of `weightSpecs` and the layout in memory, where kernels lie as one row for each
 * output channel: [..., cin, cout] in the file, [cout][...][cin] in memory.
 */
export function writeWeights(
  space: ParameterSpace,
  from: ArrayBuffer,
  memory: ArrayBufferLike,
  base: BaseOf,
  { address, transpose }: Turntable,
): void {
  for (const { parameter, source, at } of placed(space, base)) {
    if (!parameter.outputFirst) copy(from, source, memory, at, parameter.size);
    for (const { file, place, inputs, outputs, row } of turned(parameter)) {
      copy(from, source + file, memory, address, inputs * outputs);
      transpose(address, inputs, outputs * 4, outputs, at + place, row);
    }
  }
}

/** The inverse of {@link writeWeights}; what has no place is zero. */
export function readWeights(
  space: ParameterSpace,
  memory: ArrayBufferLike,
  base: BaseOf,
  { address, transpose }: Turntable,
): ArrayBuffer {
  const bytes = new ArrayBuffer(byteLength(space));
  for (const { parameter, source, at } of placed(space, base)) {
    if (!parameter.outputFirst) copy(memory, at, bytes, source, parameter.size);
    for (const { file, place, inputs, outputs, row } of turned(parameter)) {
      transpose(at + place, outputs, row, inputs, address, outputs * 4);
      copy(memory, address, bytes, source + file, inputs * outputs);
    }
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

/** The weights that have a place, in the order of the file: their byte offset there and their address in memory. */
function* placed(
  space: ParameterSpace,
  base: BaseOf,
): Generator<{ parameter: Parameter; source: number; at: number }> {
  let source = 0;
  for (const parameter of [...space.list].sort((a, b) => a.index - b.index)) {
    const start = base(parameter);
    if (start !== undefined) yield { parameter, source, at: start + space.offset(parameter) };
    source += parameter.size * 4;
  }
}

/**
 * A kernel [..., cin, cout] as matrices of `inputs` rows that fit a turntable: the byte offset of each in the file and of its
 * first output's values in memory, where outputs are `row` bytes apart. None of a weight that lies as in the file.
 */
function* turned({ shape, padded, outputFirst }: Parameter) {
  if (!outputFirst) return;
  const [cin, cout] = shape.slice(-2);
  const inputsInMemory = padded[padded.length - 2];
  const taps = sizeOf(shape.slice(0, -2));
  const most = Math.max(1, Math.floor(TURNTABLE_BYTES / (cout * 4)));
  for (let tap = 0; tap < taps; tap++) {
    for (let ci = 0; ci < cin; ci += most) {
      yield {
        file: (tap * cin + ci) * cout * 4,
        place: (tap * inputsInMemory + ci) * 4,
        inputs: Math.min(most, cin - ci),
        outputs: cout,
        row: taps * inputsInMemory * 4,
      };
    }
  }
}

function copy(
  from: ArrayBufferLike,
  source: number,
  to: ArrayBufferLike,
  target: number,
  values: number,
): void {
  new Float32Array(to, target, values).set(new Float32Array(from, source, values));
}
