import { check } from "./check.js";
import { checkKeys } from "./check-keys.js";
import type { Activation, Initializer, Layer } from "./layers.js";

interface Rule {
  fits(value: unknown): boolean;
  expected: string;
}

const size: Rule = {
  fits: (value) => Number.isInteger(value) && (value as number) >= 1,
  expected: "an integer of at least 1",
};
const share: Rule = {
  fits: (value) => typeof value === "number" && value >= 0 && value <= 1,
  expected: "from 0 to 1",
};

/** One of the members of a union, all of which the compiler asks for. */
function oneOf<T extends string>(names: Record<T, true>): Rule {
  const known = Object.keys(names);
  return { fits: (value) => known.includes(value as string), expected: `one of ${known.join(", ")}` };
}

/** What the values of layers must be. */
const rules: Record<string, Rule> = {
  filters: size,
  kernelSize: size,
  strides: size,
  poolSize: size,
  units: size,
  padding: oneOf({ valid: true, same: true }),
  activation: oneOf<Activation>({
    linear: true,
    relu: true,
    softmax: true,
    swish: true,
    elu: true,
    tanh: true,
    sigmoid: true,
  }),
  initializer: oneOf<Initializer>({
    glorotUniform: true,
    glorotNormal: true,
    heUniform: true,
    heNormal: true,
    zeros: true,
  }),
  useBias: { fits: (value) => typeof value === "boolean", expected: "true or false" },
  rate: {
    fits: (value) => typeof value === "number" && value >= 0 && value < 1,
    expected: "from 0 to below 1",
  },
  momentum: share,
  epsilon: share,
};

/** Every key of a layer, and whether it must be there. */
type Keys<L> = { [Key in keyof L]-?: undefined extends L[Key] ? "may" : "must" };

const weighted = { activation: "may", useBias: "may", initializer: "may" } as const;
const windowed = { strides: "may", padding: "may" } as const;

const keysOf: { [Kind in Layer["kind"]]: Keys<Extract<Layer, { kind: Kind }>> } = {
  conv2d: { kind: "must", filters: "must", kernelSize: "must", ...windowed, ...weighted },
  depthwiseConv2d: { kind: "must", kernelSize: "must", ...windowed, ...weighted },
  maxPooling2d: { kind: "must", poolSize: "must", ...windowed },
  averagePooling2d: { kind: "must", poolSize: "must", ...windowed },
  globalAveragePooling2d: { kind: "must" },
  batchNormalization: { kind: "must", momentum: "may", epsilon: "may" },
  activation: { kind: "must", activation: "must" },
  dropout: { kind: "must", rate: "must" },
  flatten: { kind: "must" },
  dense: { kind: "must", units: "must", ...weighted },
};

/**
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` for an unknown kind of layer, or naming the first key that is unknown or
 *   value that is missing or out of its range
 */
export function checkLayer(layer: Layer): void {
  const kinds = Object.keys(keysOf);
  check("kind of a layer", layer?.kind, kinds.includes(layer?.kind), `one of ${kinds.join(", ")}`);
  const { kind, ...values }: { kind: Layer["kind"] } & Record<string, unknown> = layer;
  checkKeys(kind, layer, keysOf[kind]);
  for (const [key, presence] of Object.entries(keysOf[kind])) {
    if (key === "kind" || (presence === "may" && values[key] === undefined)) continue;
    const { fits, expected } = rules[key];
    check(`${kind}: ${key}`, values[key], fits(values[key]), expected);
  }
}
