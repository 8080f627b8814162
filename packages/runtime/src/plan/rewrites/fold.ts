import {
  type BatchNorm,
  type Conv2d,
  type Graph,
  inputsOf,
  type Operation,
  type Pool2d,
  type Window2d,
} from "../../graph/graph.js";

/**
 * Rewrite steps on the list of operations. Each replaces two operations by one with the same result, where nothing
 * else reads what lies between them.
 */
export function foldOperations(graph: Graph): Operation[] {
  const readers = countReaders(graph);
  const producers = new Map<number, Conv2d | BatchNorm>();
  const operations: Operation[] = [];
  for (const original of graph.operations) {
    const node = { ...original };
    const producer = "input" in node ? producers.get(node.input.storage) : undefined;
    const isOnlyReader = "input" in node && readers.get(node.input.storage) === 1;
    if (producer && isOnlyReader && canFold(producer, node, graph)) {
      if (node.kind === "activation") producer.relu = true;
      else producer.pooled = true;
      producer.output = node.output;
      producers.set(node.output.storage, producer);
      continue;
    }
    if (node.kind === "conv2d" || node.kind === "batchNorm") producers.set(node.output.storage, node);
    operations.push(node);
  }
  return operations;
}

function canFold(producer: Conv2d | BatchNorm, node: Operation, graph: Graph): boolean {
  if (node.kind === "activation") return node.activation === "relu" && !producer.relu;
  return node.kind === "maxPool2d" && !producer.pooled && foldsMaxPool(producer, node, graph);
}

/** 2 x 2 pooling of whole vectors of channels; after a convolution only where there is a sparse backward pass. */
function foldsMaxPool(producer: Conv2d | BatchNorm, { window: pool }: Pool2d, graph: Graph): boolean {
  const isTwoByTwo = [pool.kh, pool.kw, pool.sh, pool.sw].every((extent) => extent === 2);
  const isPadded = pool.top + pool.left + pool.bottom + pool.right > 0;
  if (!isTwoByTwo || isPadded || pool.c % 4 !== 0 || !isImage(producer, pool)) return false;
  if (producer.kind === "batchNorm") return true;
  return hasLongRows(producer) || (producer.input.storage === graph.input.storage && hasShortRows(producer));
}

/** Whether a reader's window sees the producer's output as the same image: a reshape between them may have changed that. */
export function isImage(producer: Conv2d | BatchNorm, { h, w, c }: Window2d): boolean {
  const { shape } = producer.output;
  return shape.length === 3 && shape[0] === h && shape[1] === w && shape[2] === c;
}

/** Window rows that are whole vectors. */
function hasLongRows({ window: v }: Conv2d): boolean {
  return (v.kw * v.c) % 4 === 0;
}

/** First layers whose window rows fit one or two vectors. */
export function hasShortRows({ window: v }: Conv2d): boolean {
  return (v.kh === 3 && v.kw * v.c <= 4) || (v.kh === 5 && v.kw * v.c <= 8);
}

function countReaders(graph: Graph): Map<number, number> {
  const readers = new Map<number, number>([[graph.output.storage, 1]]);
  for (const node of graph.operations) {
    for (const input of inputsOf(node)) readers.set(input.storage, (readers.get(input.storage) ?? 0) + 1);
  }
  return readers;
}
