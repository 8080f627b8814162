import type { Conv2d, Window2d } from "../../graph/graph.js";
import { GROUP, type PlanBuilder } from "../builder.js";
import type { Buffer } from "../plan.js";
import { paddedBias } from "./conv2d.js";
import { maximaOf } from "./convPool.js";
import { type ConvGeometry, poolOffsets } from "./geometry.js";

/** Values of a transformed tile: 4 x 4. */
export const ELEMENTS = 16;
/** A product of four tiles and eight channels. */
const PRODUCT_BYTES = ELEMENTS * 4 * 8 * 4;

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
  const bias = paddedBias(node, plan);
  const y = plan.value(node.output);
  if (!node.pooled) {
    winogradTiles(plan, { window: v, cout, g, x, u, bias, relu: node.relu, y });
    return;
  }
  const table = poolOffsets(node, g.rowStride);
  const tiles = table.length / 4;
  const { scratch, transformed } = tileScratch(plan, tiles, v.c);
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
    { buffer: bias },
    node.relu ? 1 : 0,
    patches,
    { buffer: y },
    { buffer: maximaOf(node, plan) },
    scratch,
  );
}

/** A convolution without pooling: also what the gradient of the input is. */
export function winogradTiles(
  plan: PlanBuilder,
  c: {
    window: Window2d;
    cout: number;
    g: Pick<ConvGeometry, "rowStride" | "inputBytes">;
    x: Buffer;
    u: Buffer;
    bias: Buffer;
    relu: boolean;
    y: Buffer;
  },
): void {
  const { window: v, cout } = c;
  const patches = tilePatches(v, c.g.rowStride);
  const { scratch, transformed } = tileScratch(plan, patches.length, v.c);
  plan.call(
    "winogradInput",
    { buffer: c.x },
    c.g.inputBytes,
    { samples: 1 },
    patches.length,
    { buffer: plan.parameters.constant(patches) },
    1,
    c.g.rowStride,
    v.c,
    transformed,
  );
  plan.call(
    "winogradForward",
    transformed,
    { buffer: c.u },
    { samples: 1 },
    patches.length,
    v.c,
    cout,
    { buffer: c.bias },
    c.relu ? 1 : 0,
    { buffer: plan.parameters.constant(tilePixels(v, cout)) },
    { buffer: c.y },
    v.oh * v.ow * cout * 4,
    scratch,
  );
}

/** Memory for one product of tiles, and behind it for the transformed tiles of a group. */
function tileScratch(plan: PlanBuilder, tiles: number, channels: number) {
  const scratch = plan.scratch(PRODUCT_BYTES + transformedBytes(tiles, channels));
  return { scratch, transformed: { ...scratch, offset: PRODUCT_BYTES } };
}

/** Bytes of the transformed tiles of a group of samples. */
export function transformedBytes(tiles: number, channels: number): number {
  return Math.ceil((GROUP * tiles) / 4) * ELEMENTS * 4 * channels * 4;
}

/** Offset of each tile's 4 x 4 patch: its first pixel's window. */
export function tilePatches(v: Window2d, rowStride: number): number[] {
  return eachTile(v, (oy, ox) => [oy * rowStride + ox * v.c * 4]);
}

/** Byte offsets of each tile's four pixels in the output, -1 for those over the edge. */
export function tilePixels(v: Window2d, cout: number): number[] {
  const pixel = (oy: number, ox: number) => (oy < v.oh && ox < v.ow ? (oy * v.ow + ox) * cout * 4 : -1);
  return eachTile(v, (oy, ox) => [
    pixel(oy, ox),
    pixel(oy, ox + 1),
    pixel(oy + 1, ox),
    pixel(oy + 1, ox + 1),
  ]);
}

function eachTile(v: Window2d, visit: (oy: number, ox: number) => number[]): number[] {
  const words: number[] = [];
  for (let oy = 0; oy < v.oh; oy += 2) for (let ox = 0; ox < v.ow; ox += 2) words.push(...visit(oy, ox));
  return words;
}
