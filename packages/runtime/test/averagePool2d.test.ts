import { Random } from "@mnist/random";
import { describe, expect, it } from "vitest";
import { compileKernels, instantiate } from "../src/machine/module.js";
import { createMemory } from "../src/memory/memory.js";

const H = 5;
const W = 4;
const C = 6;
const [X, Y] = [65536, 131072];

/** Mean of the values of each 3 x 3 window with stride 2 and "same" padding, and its gradient by definition. */
function reference(x: Float32Array, dy?: Float32Array): { y: Float32Array; dx: Float32Array } {
  const y = new Float32Array(3 * 2 * C);
  const dx = new Float32Array(x.length);
  for (let place = 0; place < y.length; place++) {
    const [oy, ox, c] = [Math.floor(place / (2 * C)), Math.floor(place / C) % 2, place % C];
    const inside: number[] = [];
    for (let iy = oy * 2 - 1; iy < oy * 2 + 2; iy++) {
      for (let ix = ox * 2; ix < ox * 2 + 3; ix++) {
        if (iy >= 0 && iy < H && ix >= 0 && ix < W) inside.push((iy * W + ix) * C + c);
      }
    }
    y[place] = inside.reduce((sum, at) => sum + x[at], 0) / inside.length;
    for (const at of inside) dx[at] += (dy?.[place] ?? 0) / inside.length;
  }
  return { y, dx };
}

describe("average pooling with padding", async () => {
  const memory = createMemory(1 << 18, false);
  const kernels = instantiate(await compileKernels("simd", false), memory);
  const random = new Random(1, "values");
  const values = (count: number) => Float32Array.from({ length: count }, () => random.uniform(-1, 1));
  const window = [H, W, C, 3, 3, 2, 2, 1, 0, 3, 2];

  it("does not count the padding, forward and backward (where tfjs's gradient does)", () => {
    const x = values(H * W * C);
    const dy = values(3 * 2 * C);
    const expected = reference(x, dy);
    new Float32Array(memory.buffer, X, x.length).set(x);
    kernels.averagePool2dForward(X, 1, ...window, Y);
    for (const [i, v] of new Float32Array(memory.buffer, Y, expected.y.length).entries())
      expect(v).toBeCloseTo(expected.y[i], 6);
    new Float32Array(memory.buffer, Y, dy.length).set(dy);
    kernels.averagePool2dBackward(Y, 1, ...window, X);
    for (const [i, v] of new Float32Array(memory.buffer, X, x.length).entries())
      expect(v).toBeCloseTo(expected.dx[i], 6);
  });
});
