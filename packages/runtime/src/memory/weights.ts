import type { Parameter } from "../graph/graph.js";
import type { ParameterSpace } from "../plan/parameters.js";

/** Address of the copy of all weights that a weight is read from or written to, if any. */
type BaseOf = (parameter: Parameter) => number | undefined;

/**
 * Copies weights between the order of `weightSpecs` and the layout in memory, where kernels lie as one row for each
 * output channel: [..., cout] in the file, [cout][...] in memory.
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
    const to = new Float32Array(memory, address + space.offset(parameter), parameter.size);
    if (parameter.outputFirst)
      transpose(values, to, parameter.size / lastExtent(parameter), lastExtent(parameter));
    else to.set(values);
  }
}

/** The inverse of {@link writeWeights}; what has no place is zero. */
export function readWeights(space: ParameterSpace, memory: ArrayBufferLike, base: BaseOf): ArrayBuffer {
  const bytes = new ArrayBuffer(space.list.reduce((sum, parameter) => sum + parameter.size * 4, 0));
  for (const { parameter, source } of inFileOrder(space)) {
    const address = base(parameter);
    if (address === undefined) continue;
    const values = new Float32Array(memory, address + space.offset(parameter), parameter.size);
    const to = new Float32Array(bytes, source, parameter.size);
    if (parameter.outputFirst)
      transpose(values, to, lastExtent(parameter), parameter.size / lastExtent(parameter));
    else to.set(values);
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

function lastExtent(parameter: Parameter): number {
  return parameter.shape[parameter.shape.length - 1];
}

function transpose(from: Float32Array, to: Float32Array, rows: number, cols: number): void {
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) to[col * rows + row] = from[row * cols + col];
  }
}
