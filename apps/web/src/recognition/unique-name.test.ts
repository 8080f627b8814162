import type { ModelArtifacts } from "@mnist/model";
import { describe, expect, it } from "vitest";
import { uniqueName } from "./unique-name.js";

const network = (...weights: number[]): ModelArtifacts => ({
  modelTopology: {},
  weightSpecs: [],
  weightData: Float32Array.from(weights).buffer,
});

describe("uniqueName", () => {
  it("numbers networks of the same name, but not one that is known already", () => {
    const known = new Map<string, ModelArtifacts | string>([["pre-trained", "default"]]);
    const add = (added: ModelArtifacts | string, name: string) => {
      const unique = uniqueName(added, name, known);
      known.set(unique, added);
      return unique;
    };
    expect(add(network(1), "fast")).toBe("fast");
    expect(add(network(2), "fast")).toBe("fast (2)");
    expect(add(network(3), "fast")).toBe("fast (3)");
    expect(add(network(2), "fast")).toBe("fast (2)");
    expect(add("default", "pre-trained")).toBe("pre-trained");
    expect(add(network(1), "pre-trained")).toBe("pre-trained (2)");
  });
});
