/** Plane geometry: affine maps and how a picture is drawn through one. */

/** The map x' = a x + b y + c, y' = d x + e y + f as [a, b, c, d, e, f]; x to the right, y down, in pixels. */
export type Affine = readonly [number, number, number, number, number, number];

export const IDENTITY: Affine = [1, 0, 0, 0, 1, 0];

export function translation(x: number, y: number): Affine {
  return [1, 0, x, 0, 1, y];
}

/** Stretches by the two factors around the origin. */
export function scaling(x: number, y = x): Affine {
  return [x, 0, 0, 0, y, 0];
}

/** Turns clockwise as seen on the screen (y points down), in radians, around the origin. */
export function rotation(angle: number): Affine {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [cos, -sin, 0, sin, cos, 0];
}

/** Slants: x' = x + slope y. Keeps areas. */
export function shearing(slope: number): Affine {
  return [1, slope, 0, 0, 1, 0];
}

/** The map that does the first argument first, then the second, and so on. */
export function compose(...maps: Affine[]): Affine {
  return maps.reduce(
    ([a, b, c, d, e, f], [p, q, r, s, t, u]): Affine => [
      p * a + q * d,
      p * b + q * e,
      p * c + q * f + r,
      s * a + t * d,
      s * b + t * e,
      s * c + t * f + u,
    ],
    IDENTITY,
  );
}

/** The same map around a point other than the origin. */
export function around(x: number, y: number, map: Affine): Affine {
  return compose(translation(-x, -y), map, translation(x, y));
}

/**
 * The map that undoes this one.
 * @throws {RangeError} when it flattens the plane (determinant 0)
 */
export function invert([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * e - b * d;
  if (!(Math.abs(determinant) > 1e-12)) {
    throw new RangeError(`geometry: a map with determinant ${determinant} has no inverse`);
  }
  const p = e / determinant;
  const q = -b / determinant;
  const s = -d / determinant;
  const t = a / determinant;
  return [p, q, -(p * c + q * f), s, t, -(s * c + t * f)];
}

/**
 * Draws a plane through a map, bilinearly: `out(x, y) = plane(toSource(x, y))`, 0 outside. Both planes are
 * `width` x `height`; pixel centers lie at whole coordinates.
 */
export function warp(
  plane: ArrayLike<number>,
  width: number,
  height: number,
  toSource: Affine,
): Float32Array {
  const [a, b, c, d, e, f] = toSource;
  const out = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      out[i] = sample(plane, width, height, a * x + b * y + c, d * x + e * y + f);
    }
  }
  return out;
}

/** The bilinear value of a plane at a point; pixels outside are 0. */
export function sample(
  plane: ArrayLike<number>,
  width: number,
  height: number,
  x: number,
  y: number,
): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = x - left;
  const v = y - top;
  const at = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < width && row < height ? plane[row * width + column] : 0;
  const upper = at(left, top) + (at(left + 1, top) - at(left, top)) * u;
  const lower = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * u;
  return upper + (lower - upper) * v;
}
