import type { LayerConfig } from "../config.js";
import type { Tensor } from "../graph.js";
import type { LayerContext } from "./layer.js";

export function addLayer(layer: LayerConfig, inputs: Tensor[], context: LayerContext): Tensor {
  if (inputs.length < 2) throw layer.invalid(`it must have two or more inputs, got ${inputs.length}`);
  const { shape } = inputs[0];
  if (inputs.some((input) => input.shape.join() !== shape.join()))
    throw layer.unsupported("adding different shapes");
  const output = context.tensor(shape);
  context.operations.push({ kind: "add", inputs, output });
  return output;
}

export function concatenate(layer: LayerConfig, inputs: Tensor[], context: LayerContext): Tensor {
  const rank = inputs[0].shape.length;
  const given = layer.number("axis", -1);
  const axis = given < 0 ? given + rank : given - 1;
  if (inputs.length < 2) throw layer.invalid(`it must have two or more inputs, got ${inputs.length}`);
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank)
    throw layer.invalid(`axis ${given} is not an axis of its inputs`);
  const others = (shape: number[]) => shape.map((extent, i) => (i === axis ? "*" : extent)).join();
  if (inputs.some(({ shape }) => others(shape) !== others(inputs[0].shape))) {
    throw layer.invalid(
      `its inputs differ outside axis ${given}: ${inputs.map(({ shape }) => `[${shape}]`).join(", ")}`,
    );
  }
  const shape = [...inputs[0].shape];
  shape[axis] = inputs.reduce((sum, input) => sum + input.shape[axis], 0);
  const rows = shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
  const output = context.tensor(shape);
  context.operations.push({ kind: "concatenate", inputs, output, rows });
  return output;
}
