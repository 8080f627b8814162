/**
 * Of the probabilities of each image those of the ten digits: a network may have one more, for "not a digit".
 *
 * @param probabilities `[count, outputs]`
 * @returns `[count, 10]`
 */
export function digitColumns(probabilities: Float32Array, count: number): Float32Array {
  const outputs = probabilities.length / count;
  return outputs === 10 ? probabilities : probabilities.filter((_, i) => i % outputs < 10);
}
