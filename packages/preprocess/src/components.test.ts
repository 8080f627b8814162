import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Component, findComponents } from "./components.js";

describe("findComponents", () => {
  it("joins what touches at a corner and measures it", () => {
    const plane = Uint8Array.of(9, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 5);
    const { labels, components } = findComponents(plane, 3, 4, 1);
    expect([...labels]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2]);
    expect(components).toEqual([
      {
        label: 1,
        box: { x: 0, y: 0, width: 2, height: 2 },
        area: 2,
        mass: 18,
        peak: 9,
        edgePixels: 1,
        outline: 8,
      },
      {
        label: 2,
        box: { x: 2, y: 3, width: 1, height: 1 },
        area: 1,
        mass: 5,
        peak: 5,
        edgePixels: 1,
        outline: 4,
      },
    ]);
  });

  it("finds the same components as flooding does", () => {
    const [width, height] = [12, 9];
    const planes = fc.array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height });
    fc.assert(
      fc.property(planes, fc.constantFrom(4 as const, 8 as const), (plane, neighbors) => {
        const { labels, components } = findComponents(Uint8Array.from(plane), width, height, 1, neighbors);
        const flooded = flood(plane, width, height, neighbors);
        expect(new Set(flooded.filter((v) => v > 0)).size).toBe(components.length);
        const pairs = new Set(flooded.map((other, p) => `${other}:${labels[p]}`));
        expect(pairs.size).toBe(components.length + (plane.includes(0) ? 1 : 0));
        for (const component of components) {
          expect(component).toEqual(measured(labels, component.label, width, height));
        }
      }),
    );
  });
});

function flood(plane: number[], width: number, height: number, neighbors: 4 | 8): number[] {
  const labels = new Array<number>(plane.length).fill(0);
  let count = 0;
  for (let start = 0; start < plane.length; start++) {
    if (!plane[start] || labels[start]) continue;
    count++;
    const waiting = [start];
    for (let p = waiting.pop(); p !== undefined; p = waiting.pop()) {
      if (labels[p]) continue;
      labels[p] = count;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (neighbors === 4 && dx !== 0 && dy !== 0) continue;
          const x = (p % width) + dx;
          const y = Math.floor(p / width) + dy;
          if (x >= 0 && y >= 0 && x < width && y < height && plane[y * width + x])
            waiting.push(y * width + x);
        }
      }
    }
  }
  return labels;
}

/** The measures of the pixels with a label, taken one by one; each is 1 in the plane. */
function measured(labels: Int32Array, label: number, width: number, height: number): Component {
  const at = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && labels[y * width + x];
  const pixels = [...labels.keys()]
    .filter((p) => labels[p] === label)
    .map((p) => ({ x: p % width, y: Math.floor(p / width) }));
  const sides = ({ x, y }: { x: number; y: number }) =>
    [at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1)].filter((other) => other !== label).length;
  const [xs, ys] = [pixels.map(({ x }) => x), pixels.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return {
    label,
    box: { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 },
    area: pixels.length,
    mass: pixels.length,
    peak: 1,
    edgePixels: pixels.filter((p) => p.x === 0 || p.y === 0 || p.x === width - 1 || p.y === height - 1)
      .length,
    outline: pixels.reduce((sum, pixel) => sum + sides(pixel), 0),
  };
}
