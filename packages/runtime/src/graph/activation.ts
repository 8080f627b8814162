/** Elementwise activations and their codes in assembly/activation.ts. */
export const ACTIVATIONS = {
  relu: 1,
  relu6: 2,
  leakyRelu: 3,
  elu: 4,
  sigmoid: 5,
  tanh: 6,
  swish: 7,
  gelu: 8,
} as const;

export type ActivationName = keyof typeof ACTIVATIONS;

/** Whether the derivative is computed from the input (swish, gelu) rather than from the output. */
export function needsInput(name: ActivationName): boolean {
  return name === "swish" || name === "gelu";
}
