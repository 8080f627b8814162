import { conv2dBackwardData, conv2dForward } from "./conv2d.js";
import { convPoolForward } from "./convPool.js";

/**
 * Winograd's F(4, 3), F(3, 3) and F(2, 3) for the points 0, 1, -1, 2, -2 and infinity (Lavin and Gray 2016): four, three or
 * two outputs of a filter g with three taps are A' [(G g) * (B' d)]. The smaller ones have the weights of the largest at
 * their points: all but -2, or all but 2 and -2.
 */
export type Matrix = number[][];

const G: Matrix = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];

/** B' by the number of inputs. */
const B: Record<number, Matrix> = {
  4: [
    [4, 0, -4, 0],
    [0, -3, -3, 0],
    [0, 3, -3, 0],
    [0, -1, 0, 1],
  ],
  5: [
    [4, -2, -4, 2, 0],
    [0, -6, -3, 3, 0],
    [0, 2, -3, 1, 0],
    [0, -4, 0, 4, 0],
    [0, 2, -1, -2, 1],
  ],
  6: [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ],
};

/** A by the number of outputs: the powers of each point. */
const A: Record<number, Matrix> = {
  2: [
    [1, 0],
    [1, 1],
    [1, -1],
    [0, 1],
  ],
  3: [
    [1, 0, 0],
    [1, 1, 1],
    [1, -1, 1],
    [1, 2, 4],
    [0, 0, 1],
  ],
  4: [
    [1, 0, 0, 0],
    [1, 1, 1, 1],
    [1, -1, 1, -1],
    [1, 2, 4, 8],
    [1, -2, 4, -8],
    [0, 0, 0, 1],
  ],
};

/** G g G': 3 x 3 weights. */
export function winogradMixedWeights(g: Matrix): Matrix {
  return multiply(multiply(G, g), transpose(G));
}

/** The same of the weights turned by 180 degrees. */
export function winogradMixedTurnedWeights(g: Matrix): Matrix {
  return winogradMixedWeights(g.map((row) => row.toReversed()).toReversed());
}

/** The weights as they are: their channels are exchanged in memory alone. */
export const winogradMixedExchangedWeights = winogradMixedWeights;

/** B' d B: a patch of 4 to 6 rows and columns. */
export function winogradMixedInput(d: Matrix): Matrix {
  return multiply(multiply(B[d.length], d), transpose(B[d[0].length]));
}

/** A dY A': the gradient of a tile of 2 to 4 rows and columns. */
export function winogradMixedGradient(dy: Matrix): Matrix {
  return multiply(multiply(A[dy.length], dy), transpose(A[dy[0].length]));
}

/** Which of the six lines of elements a patch of 4 to 6 inputs has: the points of its transform. */
const LINES: Record<number, number[]> = { 4: [0, 1, 2, 5], 5: [0, 1, 2, 3, 5], 6: [0, 1, 2, 3, 4, 5] };

/**
 * du [6][6][cout][cin] + for each element of `rows` x `columns` the sum over `count` tiles of z [element][tile][cout] *
 * v [element][tile][cin].
 */
export function winogradMixedBackwardFilter(
  v: Float32Array,
  z: Float32Array,
  count: number,
  [rows, columns]: [number, number],
  [cin, cout]: [number, number],
  du: Float32Array,
): Float32Array {
  const out = Float64Array.from(du);
  const places = LINES[rows].flatMap((i) => LINES[columns].map((j) => i * 6 + j));
  places.forEach((place, element) => {
    for (let tile = element * count; tile < (element + 1) * count; tile++) {
      for (let co = 0; co < cout; co++) {
        for (let ci = 0; ci < cin; ci++)
          out[(place * cout + co) * cin + ci] += z[tile * cout + co] * v[tile * cin + ci];
      }
    }
  });
  return Float32Array.from(out);
}

/** What transforms and products make together. */
export const winogradMixedBackwardData = conv2dBackwardData;

/** G' du G: the gradient of the 3 x 3 weights. */
export function winogradMixedFilterGradient(du: Matrix): Matrix {
  return multiply(multiply(transpose(G), du), G);
}

/** What transforms and products make together. */
export const winogradMixedForward = conv2dForward;
export const winogradMixedPoolForward = convPoolForward;

function multiply(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));
}

function transpose(a: Matrix): Matrix {
  return a[0].map((_, j) => a.map((row) => row[j]));
}
