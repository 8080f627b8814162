import type { ExecutorPlan } from "../plan/executor.js";
import type { Layout } from "../plan/layout.js";
import type { ParameterSpace } from "../plan/parameters.js";
import { createMemory } from "./memory.js";

/** The memory of an executor with all constants; the weights come when there are kernels. */
export function createFilledMemory(
  { layout, parameters, chunk, evaluation }: ExecutorPlan,
  shared: boolean,
): WebAssembly.Memory {
  const memory = createMemory(layout.allocator.end, shared);
  writeConstants(layout, parameters, memory);
  const indices = new Uint32Array(memory.buffer, evaluation.indices, chunk);
  for (let i = 0; i < chunk; i++) indices[i] = i;
  return memory;
}

export function writeConstants(layout: Layout, parameters: ParameterSpace, memory: WebAssembly.Memory): void {
  for (const { buffer, words } of parameters.constants) {
    new Int32Array(memory.buffer, layout.place(buffer), words.length).set(words);
  }
}
