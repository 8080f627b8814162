import { inputsOf, type Operation } from "../../graph/graph.js";

/**
 * Marks biases in front of batch normalization, which subtracts them again with the mean: in training their gradient is
 * zero, and computing it would give rounding errors.
 */
export function cancelBiases(operations: Operation[]): Operation[] {
  return operations.map((node) => {
    if (node.kind !== "conv2d" || node.relu) return node;
    const readers = operations.filter((other) =>
      inputsOf(other).some(({ storage }) => storage === node.output.storage),
    );
    const isCancelled = readers.length > 0 && readers.every(({ kind }) => kind === "batchNorm");
    return { ...node, isBiasCancelled: isCancelled };
  });
}
