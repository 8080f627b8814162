import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type KernelCall, type StockKernel, values } from "./wasm-backend.js";

/**
 * Sum of float32 values over the leading axes, which is the gradient of every bias: row by row in float64, instead of
 * the backend's transposition and scalar sum. Other sums are left to the backend.
 */
export function sum(call: KernelCall, stock: StockKernel): TensorInfo {
  const { x } = call.inputs;
  const { axis, keepDims } = call.attrs as { axis: number | number[]; keepDims?: boolean };
  const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const leading = axes.length < x.shape.length && axes.every((each, place) => each === place);
  if (!leading || x.dtype !== "float32") return stock(call);

  const rest = x.shape.slice(axes.length);
  const shape = keepDims ? [...axes.map(() => 1), ...rest] : rest;
  const output = call.backend.makeOutput(shape, "float32");
  const from = values(call.backend, x);
  const sums = new Float64Array(util.sizeFromShape(rest));
  for (let start = 0; start < from.length; start += sums.length) {
    for (let i = 0; i < sums.length; i++) sums[i] += from[start + i];
  }
  values(call.backend, output).set(sums);
  return output;
}
