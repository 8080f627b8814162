import { createArtifacts, type Layer, readSequential } from "@mnist/model";
import { describe, expect, it } from "vitest";
import { LayerStack } from "./layer-stack.js";
import { seenPart } from "./receptive-field.js";

/** All kinds of windows: padded, strided, pooled. */
const layers: Layer[] = [
  { kind: "conv2d", filters: 2, kernelSize: 5, padding: "same" },
  { kind: "averagePooling2d", poolSize: 3, strides: 2, padding: "same" },
  { kind: "conv2d", filters: 2, kernelSize: 3, strides: 2, padding: "same" },
  { kind: "averagePooling2d", poolSize: 2 },
];

describe("receptive fields", () => {
  it("are those pixels on which a unit's value depends", async () => {
    const artifacts = createArtifacts(
      { layers: [...layers, { kind: "flatten" }, { kind: "dense", units: 10 }] },
      { seed: 5 },
    );
    const stack = await LayerStack.open(artifacts);
    expect(readSequential(artifacts).layers).toHaveLength(stack.facts.length);
    const gray = new Uint8Array(784).fill(100);
    const before = await stack.run(gray);
    for (const [at, { outputShape, field }] of stack.facts.slice(0, layers.length).entries()) {
      const [side, , channels] = outputShape;
      const seen = Array.from({ length: side * side }, () => new Set<number>());
      for (let pixel = 0; pixel < 784; pixel += 3) {
        const changed = gray.slice();
        changed[pixel] = 255;
        const after = (await stack.run(changed))[at];
        for (let i = 0; i < after.length; i++) {
          if (after[i] !== before[at][i]) seen[Math.floor(i / channels)].add(pixel);
        }
      }
      for (const [unit, pixels] of seen.entries()) {
        const { x, y, width, height } = seenPart(field!, Math.floor(unit / side), unit % side);
        for (let pixel = 0; pixel < 784; pixel += 3) {
          const [column, row] = [pixel % 28, Math.floor(pixel / 28)];
          const inside = column >= x && column < x + width && row >= y && row < y + height;
          expect(pixels.has(pixel), `layer ${at}, unit ${unit}, pixel ${pixel}`).toBe(inside);
        }
      }
    }
    expect(stack.facts.at(-1)?.field).toBeUndefined();
    await stack.close();
  });
});
