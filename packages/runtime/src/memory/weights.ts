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
    if (parameter.outputFirst) eachPlace(parameter, (file, place) => (to[place] = values[file]));
    else to.set(values);
  }
}

/** The inverse of {@link writeWeights}; what has no place is zero. */
export function readWeights(space: ParameterSpace, memory: ArrayBufferLike, base: BaseOf): ArrayBuffer {
  const bytes = new ArrayBuffer(space.list.reduce((sum, parameter) => sum + parameter.size * 4, 0));
  for (const { parameter, source } of inFileOrder(space)) {
    const address = base(parameter);
    if (address === undefined) continue;
    const values = new Float32Array(memory, address + space.offset(parameter), sizeOf(parameter.padded));
    const to = new Float32Array(bytes, source, parameter.size);
    if (parameter.outputFirst) eachPlace(parameter, (file, place) => (to[file] = values[place]));
    else to.set(values.subarray(0, parameter.size));
  }
  return bytes;
}

function* inFileOrder(space: ParameterSpace): Generator<{ parameter: Parameter; source: number }> {
  let source = 0;
  for (const parameter of [...space.list].sort((a, b) => a.index - b.index)) {
    yield { parameter, source };
    source += parameter.size * 4;
  }
}

/** Calls `visit` with the place in the file and in memory of each value of a kernel [..., cin, cout]. */
function eachPlace({ shape, padded }: Parameter, visit: (file: number, place: number) => void): void {
  const [cin, cout] = shape.slice(-2);
  const row = padded[padded.length - 2];
  const taps = sizeOf(shape.slice(0, -2));
  let file = 0;
  for (let tap = 0; tap < taps; tap++) {
    for (let ci = 0; ci < cin; ci++) {
      for (let co = 0; co < cout; co++) visit(file++, (co * taps + tap) * row + ci);
    }
  }
}
