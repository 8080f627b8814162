import { type Activation, type Architecture, type Layer, presets, summarize } from "@mnist/model";
import { computed, signal } from "@preact/signals";

/** A layer of the network being assembled; the number keeps its place on the screen while others come and go. */
export interface AssembledLayer {
  id: number;
  layer: Layer;
}

/** What every digit classifier ends with; it cannot be taken away. */
export const answer: Layer = { kind: "dense", units: 10, activation: "softmax" };

let nextId = 0;

/** The layers before the answer; at first those of the network people see first. */
export const layers = signal<readonly AssembledLayer[]>(layersOf(presets.fast.architecture));

export const architecture = computed<Architecture>(() => ({
  layers: [...layers.value.map(({ layer }) => layer), answer],
}));
/** Shapes and parameters as far as the layers fit together. */
export const summary = computed(() => summarize(architecture.value));

/** Takes over the layers of a network, all but its answer. */
export function startFrom(other: Architecture): void {
  layers.value = layersOf(other);
}

export function add(kind: Layer["kind"]): void {
  layers.value = [...layers.value, assembled(freshLayers[kind])];
}

export function insertFlatten(at: number): void {
  layers.value = [...layers.value.slice(0, at), assembled(freshLayers.flatten), ...layers.value.slice(at)];
}

export function remove(id: number): void {
  layers.value = layers.value.filter((each) => each.id !== id);
}

/** Swaps a layer with the one before (-1) or after it (1). */
export function move(id: number, by: -1 | 1): void {
  const at = layers.value.findIndex((each) => each.id === id);
  if (at < 0 || !layers.value[at + by]) return;
  const moved = [...layers.value];
  [moved[at], moved[at + by]] = [moved[at + by], moved[at]];
  layers.value = moved;
}

export function change(id: number, values: Partial<Record<Field, number | Activation>>): void {
  layers.value = layers.value.map((each) =>
    each.id === id ? { id, layer: { ...each.layer, ...values } as Layer } : each,
  );
}

function layersOf({ layers: all }: Architecture): AssembledLayer[] {
  return all.slice(0, -1).map(assembled);
}

function assembled(layer: Layer): AssembledLayer {
  return { id: nextId++, layer };
}

/** What a layer begins with when it is added. */
const freshLayers: Record<Layer["kind"], Layer> = {
  conv2d: { kind: "conv2d", filters: 16, kernelSize: 3, activation: "relu" },
  depthwiseConv2d: { kind: "depthwiseConv2d", kernelSize: 3, activation: "relu" },
  maxPooling2d: { kind: "maxPooling2d", poolSize: 2 },
  averagePooling2d: { kind: "averagePooling2d", poolSize: 2 },
  globalAveragePooling2d: { kind: "globalAveragePooling2d" },
  batchNormalization: { kind: "batchNormalization" },
  activation: { kind: "activation", activation: "relu" },
  dropout: { kind: "dropout", rate: 0.25 },
  flatten: { kind: "flatten" },
  dense: { kind: "dense", units: 64, activation: "relu" },
};

export const addable = Object.keys(freshLayers) as Layer["kind"][];

/** Values of a layer that can be set here. */
export type Field = "filters" | "kernelSize" | "poolSize" | "units" | "rate" | "activation";

export const activations: readonly Activation[] = ["linear", "relu", "swish", "elu", "tanh", "sigmoid"];

/** What a number may be. Beyond, training in a page would take minutes for each epoch. */
export const ranges: Record<
  Exclude<Field, "activation">,
  { label: string; min: number; max: number; step: number }
> = {
  filters: { label: "filters", min: 1, max: 256, step: 1 },
  kernelSize: { label: "size", min: 1, max: 11, step: 1 },
  poolSize: { label: "window", min: 1, max: 28, step: 1 },
  units: { label: "units", min: 1, max: 1024, step: 1 },
  rate: { label: "rate", min: 0, max: 0.9, step: 0.05 },
};
