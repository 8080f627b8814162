/** The geometric half of augmentation: one affine map, one elastic field and one change of the pen for an image. */
import type { Random } from "@mnist/random";
import type { AugmentOptions } from "./augment-options.js";
import { around, compose, invert, rotation, scaling, shearing, translation } from "./geometry.js";

const SIZE = 28;
/** The image with an empty edge of 2 pixels, so that sampling beside it needs no test. */
const PADDED = SIZE + 4;
/** The displacement is computed every 4 pixels and is linear between. */
const CELL = 4;
const NODES = SIZE / CELL + 1;
/** Control points of the elastic field along a side: cubic B-spline, one beyond each edge. */
const CONTROLS = 6;

const BASIS = splineBasis();
// One image at a time is worked on in these: allocating them anew for each would cost more than the work.
const padded = new Uint8Array(PADDED * PADDED);
const thickened = new Uint8Array(PADDED * PADDED);
/** Where the ink of the padded plane is; right and bottom exclusive. */
const ink = { left: 0, right: 0, top: 0, bottom: 0 };
const nodesX = new Float32Array(NODES * NODES);
const nodesY = new Float32Array(NODES * NODES);
const controls = new Float32Array(CONTROLS * CONTROLS * 2);
const rows = new Float32Array(CONTROLS * NODES * 2);

/** Writes `image` (28 x 28), its strokes changed and its points moved, to `out`, which may be `image` itself. */
export function warp(image: Uint8Array, random: Random, options: AugmentOptions, out: Uint8Array): void {
  const thickness = draw(random, options.thickness);
  load(image);
  const source = thickness === 0 ? padded : changeThickness(thickness);
  placeNodes(random, options);
  drawThroughNodes(source, out);
}

function draw(random: Random, strength = 0): number {
  return strength === 0 ? 0 : random.uniform(-strength, strength);
}

/** Copies the image into the padded plane and finds the box of its ink there (right and bottom exclusive). */
function load(image: Uint8Array): void {
  ink.left = PADDED;
  ink.right = 0;
  ink.top = PADDED;
  ink.bottom = 0;
  for (let y = 0, p = 0; y < SIZE; y++) {
    let first = SIZE;
    let last = -1;
    for (let x = 0, i = (y + 2) * PADDED + 2; x < SIZE; x++, i++, p++) {
      const value = image[p];
      padded[i] = value;
      if (value === 0) continue;
      if (last < 0) first = x;
      last = x;
    }
    if (last < 0) continue;
    if (ink.bottom === 0) ink.top = y + 2;
    ink.bottom = y + 3;
    if (first + 2 < ink.left) ink.left = first + 2;
    if (last + 3 > ink.right) ink.right = last + 3;
  }
}

/**
 * The strokes grown (above 0) or shrunk (below 0): the image blended with its dilation or erosion by the cross of
 * 5 pixels, which moves an anti-aliased edge by that share of a pixel.
 */
function changeThickness(thickness: number): Uint8Array {
  const share = Math.round(Math.min(1, Math.abs(thickness)) * 256);
  // Working on inverted values makes the erosion a dilation.
  const flip = thickness > 0 ? 0 : 255;
  thickened.fill(0);
  if (ink.bottom === 0) return thickened;
  if (thickness > 0) {
    ink.left--;
    ink.right++;
    ink.top--;
    ink.bottom++;
  }
  for (let y = ink.top; y < ink.bottom; y++) {
    for (let i = y * PADDED + ink.left, end = y * PADDED + ink.right; i < end; i++) {
      const value = padded[i] ^ flip;
      const across = Math.max(padded[i - 1] ^ flip, padded[i + 1] ^ flip);
      const along = Math.max(padded[i - PADDED] ^ flip, padded[i + PADDED] ^ flip);
      const most = Math.max(across, along, value);
      thickened[i] = (value + (((most - value) * share) >> 8)) ^ flip;
    }
  }
  return thickened;
}

/** Draws the affine map and the elastic field, and puts where each node of the output comes from into the grids. */
function placeNodes(random: Random, options: AugmentOptions): void {
  const center = (SIZE - 1) / 2;
  const map = compose(
    around(
      center,
      center,
      compose(
        scaling(1 + draw(random, options.scale), 1 + draw(random, options.scale)),
        shearing(draw(random, options.shear)),
        rotation((draw(random, options.rotation) * Math.PI) / 180),
      ),
    ),
    translation(draw(random, options.shift), draw(random, options.shift)),
  );
  const [a, b, c, d, e, f] = invert(map);
  for (let j = 0, i = 0; j < NODES; j++) {
    for (let k = 0; k < NODES; k++, i++) {
      nodesX[i] = a * k * CELL + b * j * CELL + c;
      nodesY[i] = d * k * CELL + e * j * CELL + f;
    }
  }
  if (options.elastic) displaceNodes(random, options.elastic);
}

/** Adds a smooth random field to the nodes: cubic B-splines over 6 x 6 random displacements. */
function displaceNodes(random: Random, strength: number): void {
  for (let i = 0; i < controls.length; i++) controls[i] = random.uniform(-strength, strength);
  for (let r = 0; r < CONTROLS; r++) {
    for (let k = 0; k < NODES; k++) {
      let x = 0;
      let y = 0;
      for (let q = 0; q < CONTROLS; q++) {
        const weight = BASIS[k * CONTROLS + q];
        x += weight * controls[(r * CONTROLS + q) * 2];
        y += weight * controls[(r * CONTROLS + q) * 2 + 1];
      }
      rows[(r * NODES + k) * 2] = x;
      rows[(r * NODES + k) * 2 + 1] = y;
    }
  }
  for (let j = 0, i = 0; j < NODES; j++) {
    for (let k = 0; k < NODES; k++, i++) {
      for (let r = 0; r < CONTROLS; r++) {
        const weight = BASIS[j * CONTROLS + r];
        nodesX[i] += weight * rows[(r * NODES + k) * 2];
        nodesY[i] += weight * rows[(r * NODES + k) * 2 + 1];
      }
    }
  }
}

/** What each control point weighs at each node: the uniform cubic B-spline over NODES places. */
function splineBasis(): Float32Array {
  const basis = new Float32Array(NODES * CONTROLS);
  for (let node = 0; node < NODES; node++) {
    const position = (node * (CONTROLS - 3)) / (NODES - 1);
    const first = Math.min(Math.floor(position), CONTROLS - 4);
    const t = position - first;
    const weights = [(1 - t) ** 3, 3 * t ** 3 - 6 * t ** 2 + 4, -3 * t ** 3 + 3 * t ** 2 + 3 * t + 1, t ** 3];
    for (let q = 0; q < 4; q++) basis[node * CONTROLS + first + q] = weights[q] / 6;
  }
  return basis;
}

/** Fills `out` bilinearly from where the nodes say, the source coordinates being bilinear between nodes. */
function drawThroughNodes(source: Uint8Array, out: Uint8Array): void {
  out.fill(0);
  for (let j = 0; j < NODES - 1; j++) {
    for (let k = 0; k < NODES - 1; k++) {
      const n = j * NODES + k;
      const i = j * CELL * SIZE + k * CELL;
      if (seesInk(n)) drawCell(source, out, n, i);
    }
  }
}

/** Whether ink lies in the box around where a cell's four corners come from. */
function seesInk(n: number): boolean {
  const m = n + NODES;
  const left = Math.min(nodesX[n], nodesX[n + 1], nodesX[m], nodesX[m + 1]) + 2;
  const right = Math.max(nodesX[n], nodesX[n + 1], nodesX[m], nodesX[m + 1]) + 2;
  const top = Math.min(nodesY[n], nodesY[n + 1], nodesY[m], nodesY[m + 1]) + 2;
  const bottom = Math.max(nodesY[n], nodesY[n + 1], nodesY[m], nodesY[m + 1]) + 2;
  return right > ink.left - 1 && left < ink.right && bottom > ink.top - 1 && top < ink.bottom;
}

/** Draws 4 x 4 pixels in fixed point, 8 bits below the pixel. */
function drawCell(source: Uint8Array, out: Uint8Array, n: number, start: number): void {
  const m = n + NODES;
  for (let y = 0; y < CELL; y++) {
    const v = y / CELL;
    // Moved by 2 into the padded plane.
    const sx = nodesX[n] + (nodesX[m] - nodesX[n]) * v + 2;
    const sy = nodesY[n] + (nodesY[m] - nodesY[n]) * v + 2;
    const stepX = (nodesX[n + 1] + (nodesX[m + 1] - nodesX[n + 1]) * v + 2 - sx) / CELL;
    const stepY = (nodesY[n + 1] + (nodesY[m + 1] - nodesY[n + 1]) * v + 2 - sy) / CELL;
    for (let x = 0, i = start + y * SIZE; x < CELL; x++, i++) {
      const fx = ((sx + stepX * x) * 256 + 0.5) | 0;
      const fy = ((sy + stepY * x) * 256 + 0.5) | 0;
      const px = fx >> 8;
      const py = fy >> 8;
      if (px < 0 || py < 0 || px >= PADDED - 1 || py >= PADDED - 1) {
        out[i] = 0;
        continue;
      }
      const s = py * PADDED + px;
      const u = fx & 255;
      const upper = (source[s] << 8) + (source[s + 1] - source[s]) * u;
      const lower = (source[s + PADDED] << 8) + (source[s + PADDED + 1] - source[s + PADDED]) * u;
      out[i] = ((upper << 8) + (lower - upper) * (fy & 255) + 32768) >> 16;
    }
  }
}
