import { createArtifacts, type Layer, readSequential } from "@mnist/model";
import { describe, expect, it } from "vitest";
import { LayerStack } from "./layer-stack.js";
import { type Part, seenPart } from "./receptive-field.js";

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
    const wrong: string[] = [];
    for (let pixel = 0; pixel < 784; pixel += 13) {
      const changed = gray.slice();
      changed[pixel] = 255;
      const after = await stack.run(changed);
      for (const [at, { outputShape, field }] of stack.facts.slice(0, layers.length).entries()) {
        const [side, , channels] = outputShape;
        for (let unit = 0; unit < side * side; unit++) {
          const own = (outputs: Float32Array) => outputs.subarray(unit * channels, (unit + 1) * channels);
          const reacts = own(after[at]).some((value, channel) => value !== own(before[at])[channel]);
          const seen = field && seenPart(field, Math.floor(unit / side), unit % side);
          if (reacts !== isInside(pixel, seen)) wrong.push(`layer ${at}, unit ${unit}, pixel ${pixel}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(stack.facts.at(-1)?.field).toBeUndefined();
    await stack.close();
  });
});

function isInside(pixel: number, part?: Part): boolean {
  const [column, row] = [pixel % 28, Math.floor(pixel / 28)];
  const { x, y, width, height } = part ?? { x: 0, y: 0, width: 0, height: 0 };
  return column >= x && column < x + width && row >= y && row < y + height;
}
