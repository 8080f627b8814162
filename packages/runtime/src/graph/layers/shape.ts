import { quote } from "../../errors.js";
import type { LayerConfig } from "../config.js";
import type { Tensor } from "../graph.js";
import { image, type LayerContext } from "./layer.js";

export function reshape(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const target = layer.values.target_shape;
  if (!Array.isArray(target) || !target.every((extent) => extent === null || Number.isInteger(extent))) {
    throw layer.invalid(`target_shape must be an array of integers, got ${quote(target)}`);
  }
  const known = target
    .filter((extent) => extent !== null && extent > 0)
    .reduce((product, extent) => product * extent, 1);
  const unknown = target.filter((extent) => extent === null || extent < 0).length;
  const shape = target.map((extent) => (extent === null || extent < 0 ? input.size / known : extent));
  const wrong =
    unknown > 1 ||
    shape.some((e) => !Number.isInteger(e) || e < 1) ||
    shape.reduce((a, b) => a * b, 1) !== input.size;
  if (wrong)
    throw layer.invalid(
      `target_shape [${target}] does not fit the ${input.size} values of its input [${input.shape}]`,
    );
  return context.tensor(shape, input.storage);
}

export function zeroPadding2d(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const [h, w, c] = image(layer, input);
  const value = layer.values.padding ?? 1;
  const rows = Array.isArray(value) ? value : [value, value];
  const sides = rows.flatMap((side) => (Array.isArray(side) ? side : [side, side]));
  const [top, bottom, left, right] = sides;
  if (
    rows.length !== 2 ||
    sides.length !== 4 ||
    !sides.every((n) => Number.isInteger(n) && n >= 0 && n <= 4096)
  ) {
    throw layer.invalid(`padding must be whole numbers, got ${quote(value)}`);
  }
  const output = context.tensor([h + top + bottom, w + left + right, c]);
  context.operations.push({
    kind: "pad2d",
    input,
    output,
    h,
    rowFloats: w * c,
    top,
    bottom,
    left: left * c,
    right: right * c,
  });
  return output;
}
