/** Slow changes of light over a picture, as a quadratic surface fitted to the paper. */

import { quantile } from "./quantile.js";
import type { Thumbnail } from "./thumbnail.js";

const TERMS = 6;
const ROUNDS = 4;
/** Paper must be this share of the picture, or the surface would follow the ink. */
const LEAST_PAPER = 0.6;

/**
 * The surface a + b x + c y + d x^2 + e x y + f y^2 through most of the thumbnail's pixels, by least squares
 * reweighted with Tukey's biweight, so that ink does not pull it. `undefined` when no majority lies on one: bold
 * digits filling the picture, hard shadows.
 */
export function fitShading(thumbnail: Thumbnail): Float32Array | undefined {
  const { plane, width, height } = thumbnail;
  const weights = new Float32Array(plane.length).fill(1);
  let surface: Float32Array = new Float32Array(plane.length);
  let scale = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const coefficients = fitSurface(plane, weights, width, height);
    if (!coefficients) return undefined;
    surface = evaluate(coefficients, width, height);
    const residuals = plane.map((value, i) => Math.min(255, Math.abs(value - surface[i])));
    scale = Math.max(1, 1.4826 * quantile(residuals, 0.5));
    for (let i = 0; i < weights.length; i++) {
      const t = residuals[i] / (4.685 * scale);
      weights[i] = t < 1 ? (1 - t * t) ** 2 : 0;
    }
  }
  let paper = 0;
  for (let i = 0; i < plane.length; i++) if (Math.abs(plane[i] - surface[i]) < 3 * scale) paper++;
  return scale < 16 && paper >= LEAST_PAPER * plane.length ? surface : undefined;
}

/** The level that most of the plane has, if it has one: a drawing, not a photo. */
export function flatLevel(plane: Float32Array): number | undefined {
  const level = quantile(plane, 0.5);
  let flat = 0;
  for (let i = 0; i < plane.length; i++) if (Math.abs(plane[i] - level) < 0.5) flat++;
  return flat > LEAST_PAPER * plane.length ? level : undefined;
}

/** The six terms at a pixel, coordinates from -1 to 1. */
function terms(x: number, y: number, width: number, height: number, out: Float64Array): void {
  const u = (2 * x + 1) / width - 1;
  const v = (2 * y + 1) / height - 1;
  out[0] = 1;
  out[1] = u;
  out[2] = v;
  out[3] = u * u;
  out[4] = u * v;
  out[5] = v * v;
}

/** The surface with these six coefficients, at every pixel. */
export function evaluate(coefficients: Float64Array, width: number, height: number): Float32Array {
  const surface = new Float32Array(width * height);
  const t = new Float64Array(TERMS);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      terms(x, y, width, height, t);
      let sum = 0;
      for (let k = 0; k < TERMS; k++) sum += coefficients[k] * t[k];
      surface[i] = sum;
    }
  }
  return surface;
}

/** The six coefficients by weighted least squares, from the normal equations; `undefined` when they are singular. */
export function fitSurface(
  plane: Float32Array,
  weights: Float32Array,
  width: number,
  height: number,
): Float64Array | undefined {
  const columns = TERMS + 1;
  const matrix = new Float64Array(TERMS * columns);
  const t = new Float64Array(TERMS);
  // A quarter of the pixels decides six numbers as well as all do.
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const i = y * width + x;
      const weight = weights[i];
      if (weight === 0) continue;
      terms(x, y, width, height, t);
      for (let a = 0; a < TERMS; a++) {
        const w = weight * t[a];
        for (let b = 0; b < TERMS; b++) matrix[a * columns + b] += w * t[b];
        matrix[a * columns + TERMS] += w * plane[i];
      }
    }
  }
  return solve(matrix, TERMS);
}

/** Solves n equations given as an n x (n + 1) matrix, by elimination with pivoting. */
export function solve(matrix: Float64Array, n: number): Float64Array | undefined {
  const columns = n + 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let r = k + 1; r < n; r++) {
      if (Math.abs(matrix[r * columns + k]) > Math.abs(matrix[pivot * columns + k])) pivot = r;
    }
    if (Math.abs(matrix[pivot * columns + k]) < 1e-9) return undefined;
    for (let c = 0; c < columns; c++) {
      const swap = matrix[k * columns + c];
      matrix[k * columns + c] = matrix[pivot * columns + c];
      matrix[pivot * columns + c] = swap;
    }
    for (let r = 0; r < n; r++) {
      if (r === k) continue;
      const factor = matrix[r * columns + k] / matrix[k * columns + k];
      for (let c = k; c < columns; c++) matrix[r * columns + c] -= factor * matrix[k * columns + c];
    }
  }
  return Float64Array.from({ length: n }, (_, k) => matrix[k * columns + n] / matrix[k * columns + k]);
}
