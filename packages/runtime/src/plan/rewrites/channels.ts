import type { ActivationName } from "../../graph/activation.js";
import {
  type Conv2d,
  type Graph,
  inputsOf,
  isDense,
  type Operation,
  type Parameter,
  sizeOf,
  type Tensor,
} from "../../graph/graph.js";

/** Channels of one vector. */
const VECTOR = 4;
/** The most that rounding up may add: 3 channels become 4, 6 become 8, but 5 stay. */
const MAX_GROWTH = 4 / 3;

/** f(0) = 0: what is added stays zero. */
const KEEPS_ZERO = new Set<ActivationName>(["relu", "relu6", "leakyRelu", "elu", "tanh", "swish", "gelu"]);

/**
 * Rounds the channels between convolutions up to whole vectors, which lets the fast kernels take them. The added weights
 * are zero, so that the added channels are; their gradients are zero, so that the weights stay it. Nothing that is
 * saved or returned has the added channels: see `Parameter.padded`.
 */
export function padChannels(graph: Graph): Graph {
  return graph.operations.reduce((padded, _, index) => {
    const node = padded.operations[index];
    return node.kind === "conv2d" ? padOutput(padded, node) : padded;
  }, graph);
}

function padOutput(graph: Graph, node: Conv2d): Graph {
  const cout = Math.ceil(node.cout / VECTOR) * VECTOR;
  if (cout === node.cout || cout > node.cout * MAX_GROWTH || isDense(node)) return graph;
  const storages = storagesWithChannels(graph, node);
  if (!storages) return graph;
  const parameters = new Map<Parameter, Parameter>();
  const operations = graph.operations.map((operation) =>
    padOperation(operation, operation === node, storages, cout, parameters),
  );
  return { ...graph, operations, parameters: graph.parameters.map((p) => parameters.get(p) ?? p) };
}

/** The tensors that have the channels of the convolution's output, or nothing where not all readers allow for more. */
function storagesWithChannels(graph: Graph, node: Conv2d): Set<number> | undefined {
  const storages = new Set([node.output.storage]);
  for (const operation of graph.operations) {
    const input = inputsOf(operation).find(({ storage }) => storages.has(storage));
    if (!input) continue;
    if (input.shape.at(-1) !== node.cout) return undefined;
    if (operation.kind === "conv2d") continue;
    const isPointwise = operation.kind === "activation" && KEEPS_ZERO.has(operation.activation);
    if (!isPointwise && operation.kind !== "maxPool2d" && operation.kind !== "averagePool2d")
      return undefined;
    storages.add(operation.output.storage);
  }
  const ends = [graph.input, graph.output, graph.logits];
  return ends.some(({ storage }) => storages.has(storage)) ? undefined : storages;
}

/** The operation with `channels` channels in the tensors of `storages`; its new weights are noted in `parameters`. */
function padOperation(
  operation: Operation,
  isProducer: boolean,
  storages: Set<number>,
  channels: number,
  parameters: Map<Parameter, Parameter>,
): Operation {
  const node = { ...operation };
  const pad = (tensor: Tensor): Tensor => {
    if (!storages.has(tensor.storage)) return tensor;
    const shape = [...tensor.shape.slice(0, -1), channels];
    return { ...tensor, shape, size: sizeOf(shape) };
  };
  const widen = (parameter: Parameter, axis: number): Parameter => {
    const widened = { ...parameter, padded: parameter.padded.with(axis, channels) };
    parameters.set(parameter, widened);
    return widened;
  };
  if (!("input" in node)) return operation;
  const readsPadded = storages.has(node.input.storage);
  node.input = pad(node.input);
  node.output = pad(node.output);
  if (readsPadded && "window" in node) node.window = { ...node.window, c: channels };
  if (node.kind !== "conv2d") return node;
  if (readsPadded) node.kernel = widen(node.kernel, -2);
  if (isProducer) {
    node.cout = channels;
    node.kernel = widen(node.kernel, -1);
    node.bias &&= widen(node.bias, -1);
  }
  return node;
}
