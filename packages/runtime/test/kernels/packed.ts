import { packPanel } from "../../reference/pack.js";
import type { Buffer, KernelTest } from "./kernelTest.js";

/** Weights as panels and the bias with whole vectors, as the plan derives them. */
export function packed(t: KernelTest, w: Float32Array, bias: Float32Array): Buffer[] {
  const k = w.length / bias.length;
  const panels = Array.from({ length: Math.ceil(bias.length / 8) }, (_, q) => [
    ...packPanel(w, bias.length, k, q),
  ]);
  const wideBias = new Float32Array(panels.length * 8);
  wideBias.set(bias);
  return [t.input(Float32Array.from(panels.flat())), t.input(wideBias)];
}
