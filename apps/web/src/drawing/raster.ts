import type { Picture } from "@mnist/preprocess";
import { coverageOf } from "./fill.js";
import { OUTLINE_SIDE, outlineOf } from "./outline.js";
import type { Drawing, Stroke } from "./stroke.js";

const PAPER = 255;
const SIDE = OUTLINE_SIDE;

/**
 * Gives the drawing in black ink on white paper, as a gray picture of its own each time. Drawn straight into bytes:
 * a canvas would have to be read back, and browsers differ in what they draw. The strokes before the last are drawn
 * once, so that a long drawing is as quick as a short one.
 */
export function createRasterizer(): (drawing: Drawing) => Picture {
  let finished: { strokes: Drawing; data: Uint8Array } = { strokes: [], data: blank() };
  return (drawing) => {
    const before = drawing.slice(0, -1);
    if (!finished.strokes.every((stroke, i) => stroke === before[i]))
      finished = { strokes: [], data: blank() };
    for (const stroke of before.slice(finished.strokes.length)) draw(finished.data, stroke);
    finished.strokes = before;
    const data = finished.data.slice();
    for (const stroke of drawing.slice(-1)) draw(data, stroke);
    return { data, width: SIDE, height: SIDE, channels: 1 };
  };
}

function blank(): Uint8Array {
  return new Uint8Array(SIDE * SIDE).fill(PAPER);
}

/** The pen darkens what it covers, the eraser makes it paper again. */
function draw(data: Uint8Array, stroke: Stroke): void {
  const color = stroke.tool === "eraser" ? PAPER : 0;
  coverageOf(outlineOf(stroke), SIDE, (row, coverage, left, right) => {
    for (let x = left, i = row * SIDE + left; x < right; x++, i++) {
      data[i] = Math.round(data[i] + (color - data[i]) * coverage[x]);
    }
  });
}
