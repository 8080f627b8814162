/** The two most probable digits, given the probabilities of all ten. */
export function topTwo(probabilities: Float32Array): [digit: number, rival: number] {
  const [digit, rival] = [...probabilities.subarray(0, 10).keys()].sort(
    (a, b) => probabilities[b] - probabilities[a],
  );
  return [digit, rival];
}
