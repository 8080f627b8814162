import { quote, RuntimeError } from "../errors.js";
import { LayerConfig } from "./config.js";

/** One layer of a topology and the names of the layers it reads. */
export interface Layer {
  config: LayerConfig;
  inbound: string[];
}

/** The layers in an order in which every layer comes after those it reads. */
export interface Topology {
  layers: Layer[];
  inputShape: number[];
  outputName: string;
}

/** Reads a tfjs-layers (Keras 2) topology: Sequential or Functional with one input and one output. */
export function readTopology(topology: unknown): Topology {
  const root = record(topology, "modelTopology");
  const model = record(root.model_config ?? root, "model_config");
  const className = model.class_name;
  if (className === "Sequential") return readSequential(model.config);
  if (className === "Model" || className === "Functional")
    return readFunctional(record(model.config, "config"));
  throw new RuntimeError(
    "ERR_MNIST_UNSUPPORTED",
    `model class ${quote(className)} is not supported, want Sequential or Model`,
  );
}

function readSequential(config: unknown): Topology {
  const list = Array.isArray(config) ? config : record(config, "config").layers;
  const layers: Layer[] = [];
  let inputShape: number[] | undefined;
  for (const entry of array(list, "config.layers")) {
    const layer = readLayer(entry);
    if (inputShape === undefined) inputShape = readShape(layer.values.batch_input_shape);
    if (layer.className === "InputLayer") continue;
    const previous = layers.at(-1);
    layers.push({ config: layer, inbound: previous ? [previous.config.name] : [] });
  }
  const last = layers.at(-1);
  if (!last) throw new RuntimeError("ERR_MNIST_MODEL", "the model has no layers");
  if (!inputShape) throw new RuntimeError("ERR_MNIST_MODEL", "the first layer has no batch_input_shape");
  requireUniqueNames(layers);
  return { layers, inputShape, outputName: last.config.name };
}

function readFunctional(config: Record<string, unknown>): Topology {
  const byName = new Map<string, Layer>();
  const inputName = onlyEndpoint(config.input_layers, "input_layers");
  const outputName = onlyEndpoint(config.output_layers, "output_layers");
  let inputShape: number[] | undefined;
  for (const entry of array(config.layers, "config.layers")) {
    const layer = readLayer(entry);
    const nodes = array(record(entry, "layer").inbound_nodes ?? [], "inbound_nodes");
    if (nodes.length > 1) throw layer.unsupported("use in more than one place");
    const inbound =
      nodes.length === 0
        ? []
        : array(nodes[0], "inbound_nodes").map((node) =>
            text(array(node, "inbound_nodes")[0], "inbound_nodes"),
          );
    if (byName.has(layer.name)) throw layer.invalid("another layer has the same name");
    if (layer.className === "InputLayer" && layer.name !== inputName)
      throw layer.unsupported("a second input");
    if (layer.className === "InputLayer") inputShape = readShape(layer.values.batch_input_shape);
    else if (inbound.length === 0) throw layer.invalid("it reads no layer");
    byName.set(layer.name, { config: layer, inbound });
  }
  if (!inputShape) throw new RuntimeError("ERR_MNIST_MODEL", `there is no input layer "${inputName}"`);
  const layers = sort(byName, outputName).filter((layer) => layer.config.className !== "InputLayer");
  for (const layer of layers) layer.inbound = layer.inbound.map((name) => (name === inputName ? "" : name));
  return { layers, inputShape, outputName };
}

/** Depth first from the output; an explicit stack, because topologies can be deeper than the call stack. */
function sort(byName: Map<string, Layer>, outputName: string): Layer[] {
  const sorted: Layer[] = [];
  const state = new Map<string, "open" | "done">();
  const stack = [outputName];
  while (stack.length > 0) {
    const name = stack[stack.length - 1];
    const layer = byName.get(name);
    if (!layer) throw new RuntimeError("ERR_MNIST_MODEL", `there is no layer "${name}"`);
    const waiting =
      state.get(name) === "done" ? [] : layer.inbound.filter((inbound) => state.get(inbound) !== "done");
    if (waiting.length === 0) {
      if (state.get(name) !== "done") sorted.push(layer);
      state.set(name, "done");
      stack.pop();
    } else {
      if (waiting.some((inbound) => state.get(inbound) === "open"))
        throw layer.config.invalid("it reads itself");
      state.set(name, "open");
      stack.push(waiting[0]);
    }
  }
  return sorted;
}

function onlyEndpoint(value: unknown, key: string): string {
  const list = array(value, key);
  // One endpoint is written [[name, 0, 0]], by some versions of Keras [name, 0, 0].
  const first = list.length === 1 && Array.isArray(list[0]) ? list[0] : list;
  if (first.length !== 3 || typeof first[0] !== "string") {
    throw new RuntimeError("ERR_MNIST_UNSUPPORTED", `${key} must name one layer, got ${quote(value)}`);
  }
  return first[0];
}

function readLayer(entry: unknown): LayerConfig {
  const { class_name: className, config } = record(entry, "layer");
  if (typeof className !== "string") {
    throw new RuntimeError("ERR_MNIST_MODEL", `a layer has the class name ${quote(className)}`);
  }
  const layer = new LayerConfig(className, record(config, `config of ${className}`));
  if (typeof layer.values.name !== "string") throw layer.invalid("it has no name");
  return layer;
}

function readShape(value: unknown): number[] {
  const shape = Array.isArray(value) ? value.slice(1) : [];
  if (shape.length === 0 || !shape.every((extent) => Number.isInteger(extent) && extent > 0)) {
    throw new RuntimeError(
      "ERR_MNIST_MODEL",
      `batch_input_shape must be [null, ...positive integers], got ${quote(value)}`,
    );
  }
  if (shape.length > 4) {
    throw new RuntimeError("ERR_MNIST_UNSUPPORTED", `inputs of shape ${quote(shape)} have too many axes`);
  }
  return shape;
}

function requireUniqueNames(layers: Layer[]): void {
  const names = new Set<string>();
  for (const { config } of layers) {
    if (names.has(config.name)) throw config.invalid("another layer has the same name");
    names.add(config.name);
  }
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RuntimeError("ERR_MNIST_MODEL", `${what} must be an object, got ${quote(value)}`);
  }
  return value as Record<string, unknown>;
}

function text(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw new RuntimeError("ERR_MNIST_MODEL", `${what} must name layers, got ${quote(value)}`);
}

function array(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) {
    throw new RuntimeError("ERR_MNIST_MODEL", `${what} must be an array, got ${quote(value)}`);
  }
  return value;
}
