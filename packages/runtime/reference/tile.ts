/**
 * m[i][j] = sum over k of a[k][i] * b[k][j] for i < 4, j < 8. k runs over `rows` rows of `run`; from one k to the next a
 * and b advance by aStep and bStep values, from one row to the next b by bSkip more.
 */
export function tile(
  a: Float32Array,
  aStep: number,
  b: Float32Array,
  [bStep, bSkip]: [number, number],
  run: number,
  rows: number,
): Float32Array {
  return Float32Array.from({ length: 32 }, (_, element) => {
    const [i, j] = [Math.floor(element / 8), element % 8];
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < run; k++) {
        const steps = r * run + k;
        sum += a[steps * aStep + i] * b[steps * bStep + r * bSkip + j];
      }
    }
    return sum;
  });
}
