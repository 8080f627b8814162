import type { ModelArtifacts } from "./artifacts.js";

/** Each weight's bytes under its name, for tests: tfjs-layers puts the weights that are not trained last. */
export function weightsByName({ weightSpecs, weightData }: ModelArtifacts): Record<string, Uint8Array> {
  let offset = 0;
  return Object.fromEntries(
    weightSpecs.map(({ name, shape }) => {
      const length = 4 * shape.reduce((product, size) => product * size, 1);
      offset += length;
      return [name, new Uint8Array(weightData, offset - length, length)];
    }),
  );
}
