import type { Layer } from "./layers.js";
import { check } from "./recipe.js";
import { tfjsNames } from "./topology.js";

/** Sizes of layers: whole numbers from 1 up. */
const sizes = ["filters", "kernelSize", "strides", "poolSize", "units"];

/** @throws {ModelError} `ERR_MNIST_ARGUMENT` for an unknown kind of layer, or naming the first value out of its range */
export function checkLayer(layer: Layer): void {
  const kinds = Object.keys(tfjsNames);
  check("kind of a layer", layer.kind, kinds.includes(layer.kind), `one of ${kinds.join(", ")}`);
  for (const [name, value] of Object.entries(layer)) {
    const path = `${layer.kind}: ${name}`;
    if (sizes.includes(name))
      check(path, value, Number.isInteger(value) && value >= 1, "an integer of at least 1");
    if (name === "rate") check(path, value, value >= 0 && value < 1, "from 0 to below 1");
  }
}
