import { loadPretrained } from "@mnist/model/classifier";
import { compile } from "@mnist/runtime";
import { describe, expect, it } from "vitest";
import { LayerStack } from "./layer-stack.js";
import { occlusionMap, PLACES } from "./occlusion.js";

/** A thick vertical line. */
const one = Uint8Array.from({ length: 784 }, (_, i) => {
  const [x, y] = [i % 28, Math.floor(i / 28)];
  return x >= 13 && x <= 15 && y >= 4 && y <= 23 ? 255 : 0;
});

describe("LayerStack", () => {
  it("gives at its end what the whole network gives, layer by layer in the shapes it tells", async () => {
    const artifacts = await loadPretrained("tiny");
    const whole = await compile(artifacts, { threads: 1, sharedMemory: false });
    const stack = await LayerStack.open(artifacts);
    const outputs = await stack.run(one);
    for (const [i, { outputShape }] of stack.facts.entries()) {
      expect(outputs[i]).toHaveLength(outputShape.reduce((product, length) => product * length, 1));
    }
    const expected = await whole.predict(one);
    const last = outputs[outputs.length - 1];
    expect(last).toHaveLength(expected.length);
    for (const [i, probability] of expected.entries()) expect(last[i]).toBeCloseTo(probability, 5);
    const parameters = stack.facts.reduce((sum, facts) => sum + facts.parameters, 0);
    expect(parameters).toBe(artifacts.weightData.byteLength / 4);
    await stack.close();
    await whole.close();
  });

  it("refuses a network that is no sequence of layers", async () => {
    const { weightSpecs, weightData } = await loadPretrained("tiny");
    const modelTopology = { class_name: "Model", config: { layers: [] } };
    await expect(LayerStack.open({ modelTopology, weightSpecs, weightData })).rejects.toThrow(
      /not a plain sequence/,
    );
  });
});

describe("occlusionMap", () => {
  it("is warmest where covering takes the answer away, and nothing where there is no ink", async () => {
    // A network that is as sure of 1 as there is ink in rows 4 to 9.
    const { digit, values: map } = await occlusionMap(one, async (images) => {
      const count = images.length / 784;
      const probabilities = new Float32Array(count * 10).fill(0.001);
      for (let i = 0; i < count; i++) {
        const rows = images.subarray(i * 784 + 4 * 28, i * 784 + 10 * 28);
        probabilities[10 * i + 1] = 0.01 + rows.reduce((sum, value) => sum + value, 0) / (255 * 18.2);
      }
      return probabilities;
    });
    expect(digit).toBe(1);
    expect(Math.max(...map)).toBe(1);
    expect(Math.floor(map.indexOf(1) / PLACES)).toBeLessThanOrEqual(4);
    expect(map[PLACES * 7 + 1]).toBe(0);
    expect(map[PLACES * 10 + 7]).toBe(0);
  });
});
