import type { Conv2d } from "../../graph/graph.js";
import { GROUP, type PlanBuilder } from "../builder.js";
import type { Buffer } from "../plan.js";
import { paddedBias } from "./conv2d.js";
import { maximaOf } from "./convPool.js";
import { type ConvGeometry, poolOffsets, windowOffset } from "./geometry.js";

/** Values of a transformed tile: 4 x 4. */
const ELEMENTS = 16;

/** Convolution by Winograd's F(2x2, 3x3), with relu and pooling where a rewrite put them. */
export function winogradForward(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, x: Buffer): void {
  const { window: v, cout } = node;
  const weightsBytes = cout * v.c * ELEMENTS * 4;
  const u = plan.parameters.derived(
    `Winograd form of ${node.kernel.name}`,
    weightsBytes,
    cout / 8,
    (buffer) => [
      { kernel: "winogradWeights", args: [plan.weight(node.kernel), v.c, { buffer }, { part: 1 }] },
    ],
  );
  const table = node.pooled
    ? { patches: poolOffsets(node, g.rowStride), step: 4 }
    : { patches: tilePatches(node, g), step: 1 };
  const tiles = table.patches.length / table.step;
  const quads = Math.ceil((GROUP * tiles) / 4);
  const scratch = plan.scratch(2048 + quads * ELEMENTS * 4 * v.c * 4);
  const transformed = { ...scratch, offset: 2048 };
  const patches = { buffer: plan.parameters.constant(table.patches) };
  plan.call(
    "winogradInput",
    { buffer: x },
    g.inputBytes,
    { samples: 1 },
    tiles,
    patches,
    table.step,
    g.rowStride,
    v.c,
    transformed,
  );
  const product = [
    transformed,
    { buffer: u },
    { samples: 1 },
    tiles,
    v.c,
    cout,
    { buffer: paddedBias(node, plan) },
    node.relu ? 1 : 0,
  ];
  const y = { buffer: plan.value(node.output) };
  if (node.pooled)
    plan.call("winogradPoolForward", ...product, patches, y, { buffer: maximaOf(node, plan) }, scratch);
  else
    plan.call(
      "winogradForward",
      ...product,
      { buffer: plan.parameters.constant(tilePixels(node)) },
      y,
      g.outputBytes,
      scratch,
    );
}

/** Offset of each tile's 4 x 4 patch: its first pixel's window. */
function tilePatches(node: Conv2d, g: ConvGeometry): number[] {
  return eachTile(node, (oy, ox) => [windowOffset(node, g.rowStride, oy, ox)]);
}

/** Byte offsets of each tile's four pixels in the output, -1 for those over the edge. */
function tilePixels(node: Conv2d): number[] {
  const { window: v, cout } = node;
  const pixel = (oy: number, ox: number) => (oy < v.oh && ox < v.ow ? (oy * v.ow + ox) * cout * 4 : -1);
  return eachTile(node, (oy, ox) => [
    pixel(oy, ox),
    pixel(oy, ox + 1),
    pixel(oy + 1, ox),
    pixel(oy + 1, ox + 1),
  ]);
}

function eachTile({ window: v }: Conv2d, visit: (oy: number, ox: number) => number[]): number[] {
  const words: number[] = [];
  for (let oy = 0; oy < v.oh; oy += 2) for (let ox = 0; ox < v.ow; ox += 2) words.push(...visit(oy, ox));
  return words;
}
