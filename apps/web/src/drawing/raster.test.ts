import { type Picture, toMnist } from "@mnist/preprocess";
import { describe, expect, it } from "vitest";
import { OUTLINE_SIDE } from "./outline.js";
import { createRasterizer } from "./raster.js";
import type { Drawing, Stroke } from "./stroke.js";

const SIDE = OUTLINE_SIDE;

/** The shade at a place that is given in shares of the picture. */
const at = ({ data }: Picture, x: number, y: number) =>
  data[Math.floor(y * SIDE) * SIDE + Math.floor(x * SIDE)];

function line(from: [number, number], to: [number, number], tool: Stroke["tool"] = "pen"): Stroke {
  const points = Array.from({ length: 9 }, (_, i) => ({
    x: from[0] + ((to[0] - from[0]) * i) / 8,
    y: from[1] + ((to[1] - from[1]) * i) / 8,
    pressure: 0.5,
  }));
  return { tool, width: 0.07, measured: true, points };
}

/** Compared as buffers: assertions on large arrays are slow. */
const bytes = ({ data }: Picture) => Buffer.from(data);
const afresh = (drawing: Drawing) => bytes(createRasterizer()(drawing));

const down = line([0.5, 0.2], [0.5, 0.8]);
const across = line([0.3, 0.5], [0.7, 0.5]);
const rubbed = line([0.3, 0.5], [0.7, 0.5], "eraser");

describe("createRasterizer", () => {
  it("draws black ink on white paper", () => {
    const picture = createRasterizer()([down]);
    expect(picture).toMatchObject({ width: SIDE, height: SIDE, channels: 1 });
    expect(at(picture, 0.5, 0.5)).toBe(0);
    expect(at(picture, 0.12, 0.5)).toBe(255);
    expect(at(picture, 0.5, 0.22), "the ink reaches to where the pen stands").toBeLessThan(100);
    expect(at(picture, 0.5, 0.78)).toBeLessThan(100);
  });

  it("gives the same picture whether strokes were added one by one, taken back or drawn at once", () => {
    const step = createRasterizer();
    const growing = Array.from({ length: 9 }, (_, i) => ({
      ...across,
      points: across.points.slice(0, i + 1),
    }));
    for (const stroke of growing) step([down, stroke]);
    for (const drawing of [[down, across], [down], [across, down], []]) {
      expect(bytes(step(drawing)).equals(afresh(drawing))).toBe(true);
    }
  });

  it("gives away a copy: its own is not changed by who gets it", () => {
    const rasterize = createRasterizer();
    rasterize([down, across]).data.fill(7);
    expect(bytes(rasterize([down, across])).equals(afresh([down, across]))).toBe(true);
  });

  it("erases down to the paper, and what is drawn later stays", () => {
    const rasterize = createRasterizer();
    const erased = rasterize([down, rubbed]);
    expect(at(erased, 0.5, 0.5)).toBe(255);
    expect(at(erased, 0.5, 0.32)).toBe(0);
    expect(at(rasterize([down, rubbed, across]), 0.5, 0.5)).toBe(0);
  });

  it("makes an image with ink in it for the network", () => {
    const image = toMnist(createRasterizer()([down]));
    expect(image.some((value) => value > 200)).toBe(true);
  });
});
