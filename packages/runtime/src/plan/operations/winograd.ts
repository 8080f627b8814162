import type { Conv2d } from "../../graph/graph.js";
import { GROUP, type PlanBuilder } from "../builder.js";
import type { Buffer } from "../plan.js";
import { paddedBias } from "./conv2d.js";
import { maximaOf } from "./convPool.js";
import { type ConvGeometry, poolOffsets } from "./geometry.js";

/** Values of a transformed tile: 4 x 4. */
const ELEMENTS = 16;
/** A product of four tiles and eight channels. */
const PRODUCT_BYTES = ELEMENTS * 4 * 8 * 4;

/** Convolution by Winograd's F(2x2, 3x3) with 2 x 2 max pooling of its tiles. */
export function winogradPoolForward(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, x: Buffer): void {
  const { window: v, cout } = node;
  const u = plan.parameters.derived(
    `Winograd form of ${node.kernel.name}`,
    cout * v.c * ELEMENTS * 4,
    cout / 8,
    (buffer) => [
      { kernel: "winogradWeights", args: [plan.weight(node.kernel), v.c, { buffer }, { part: 1 }] },
    ],
  );
  const table = poolOffsets(node, g.rowStride);
  const tiles = table.length / 4;
  const transformedBytes = Math.ceil((GROUP * tiles) / 4) * ELEMENTS * 4 * v.c * 4;
  const scratch = plan.scratch(PRODUCT_BYTES + transformedBytes);
  const transformed = { ...scratch, offset: PRODUCT_BYTES };
  const patches = { buffer: plan.parameters.constant(table) };
  plan.call(
    "winogradInput",
    { buffer: x },
    g.inputBytes,
    { samples: 1 },
    tiles,
    patches,
    4,
    g.rowStride,
    v.c,
    transformed,
  );
  plan.call(
    "winogradPoolForward",
    transformed,
    { buffer: u },
    { samples: 1 },
    tiles,
    v.c,
    cout,
    { buffer: paddedBias(node, plan) },
    node.relu ? 1 : 0,
    patches,
    { buffer: plan.value(node.output) },
    { buffer: maximaOf(node, plan) },
    scratch,
  );
}
