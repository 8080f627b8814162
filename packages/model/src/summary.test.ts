import { describe, expect, it } from "vitest";
import { createArtifacts } from "./create-artifacts.js";
import { createModel } from "./create-model.js";
import { type PresetName, presets } from "./presets/index.js";
import { summarize } from "./summary.js";

const presetNames = Object.keys(presets) as PresetName[];

describe("summarize", () => {
  it.each(presetNames)("says of %s what tfjs-layers says", async (name) => {
    const { layers, parameters, error } = summarize(presets[name].architecture);
    const model = await createModel(name, { seed: 0 });
    expect(error).toBeUndefined();
    expect(layers.map(({ outputShape }) => [null, ...outputShape])).toEqual(
      model.layers.map((layer) => layer.outputShape),
    );
    expect(layers.map((layer) => layer.parameters)).toEqual(model.layers.map((layer) => layer.countParams()));
    expect(parameters).toBe(model.countParams());
    const { weightData } = createArtifacts(presets[name].architecture, { seed: 0 });
    expect(weightData.byteLength).toBe(4 * parameters);
    model.dispose();
  });

  it("ends before the first layer that does not fit, and says why", () => {
    const { layers, parameters, error } = summarize({
      layers: [
        { kind: "conv2d", filters: 4, kernelSize: 3 },
        { kind: "dense", units: 10 },
        { kind: "flatten" },
      ],
    });
    expect(layers.map(({ outputShape }) => outputShape)).toEqual([[26, 26, 4]]);
    expect(parameters).toBe(40);
    expect(error).toMatchObject({ code: "ERR_MNIST_ARGUMENT" });
    expect(error?.message).toContain("put flatten before it");
  });

  it("names a value that is out of its range", () => {
    const { layers, error } = summarize({ layers: [{ kind: "dropout", rate: 1 }] });
    expect(layers).toEqual([]);
    expect(error?.message).toContain("dropout: rate");
  });
});
