import type { Conv2d, Window2d } from "../../graph/graph.js";
import { LARGE_GROUP, type PlanBuilder } from "../builder.js";
import { type Argument, type Buffer, NONE } from "../plan.js";
import { blankPieces } from "./blank.js";
import { paddedBias } from "./conv2d.js";
import { maximaOf } from "./convPool.js";
import { type ConvGeometry, poolOffsets } from "./geometry.js";
import {
  elementBytes,
  QUAD,
  type TileSet,
  tileParts,
  tilePatches,
  tilePlaces,
  transformedBytes,
  WEIGHT_ELEMENTS,
} from "./winogradTiles.js";

/** The products of sixteen tiles and eight channels. */
export const PRODUCT_BYTES = WEIGHT_ELEMENTS * 16 * 8 * 4;
/** Scratch of the transforms of weights and of tiles. */
export const WEIGHT_SCRATCH = 864;
export const TILE_SCRATCH = 576;

/** What the tiles of a convolution are made of. */
export interface Tiled {
  window: Window2d;
  g: Pick<ConvGeometry, "rowStride" | "inputBytes">;
  x: Buffer;
}

/** Convolution by Winograd's F(4x4, 3x3) with smaller tiles at the edges, and with pooling where a rewrite put it. */
export function winogradMixedForward(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, x: Buffer): void {
  const { window, cout, kernel, relu } = node;
  const args = [plan.weight(kernel), window.c];
  const u = winogradForm(
    plan,
    `Winograd form of ${kernel.name}`,
    "winogradMixedWeights",
    args,
    window.c,
    cout,
  );
  const bias = paddedBias(node, plan);
  if (node.pooled) winogradPool(node, plan, g, x, u, bias);
  else winogradConvolution(plan, { window, g, x, cout, u, relu, bias, y: plan.value(node.output) });
}

/** Weights in Winograd's domain, made panel by panel whenever they change. */
export function winogradForm(
  plan: PlanBuilder,
  name: string,
  maker: string,
  args: Argument[],
  cin: number,
  cout: number,
): Buffer {
  const scratch = plan.scratch(WEIGHT_SCRATCH);
  return plan.parameters.derived(`6 x 6 ${name}`, cout * cin * WEIGHT_ELEMENTS * 4, cout / 8, (buffer) => [
    { kernel: maker, args: [...args, { buffer }, { part: 1 }, scratch] },
  ]);
}

/** A convolution without pooling: also what the gradient of the input is. */
export function winogradConvolution(
  plan: PlanBuilder,
  c: Tiled & { cout: number; u: Buffer; bias: Buffer; relu: boolean; y: Buffer },
): void {
  const { window: v, cout } = c;
  const sets = tileParts(v);
  const { scratch, transformed } = quadScratch(plan, sets, v.c);
  for (const set of sets) {
    transformInput(plan, set, c, QUAD, transformed);
    plan.call(
      "winogradMixedForward",
      transformed,
      elementBytes(QUAD, v.c),
      { buffer: c.u },
      { samples: 1 },
      set.origins.length,
      v.c,
      cout,
      { buffer: c.bias },
      c.relu ? 1 : 0,
      { buffer: plan.parameters.constant(tilePlaces(set, v, cout)) },
      set.height,
      set.width,
      { buffer: c.y },
      v.oh * v.ow * cout * 4,
      v.ow * cout * 4,
      scratch,
    );
  }
}

/** The convolution of whole pooling windows, pooled; what no window covers is not computed. */
function winogradPool(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  x: Buffer,
  u: Buffer,
  bias: Buffer,
): void {
  const { window: v, cout } = node;
  const across = Math.floor(v.ow / 2);
  const down = Math.floor(v.oh / 2);
  const window = { ...v, oh: 2 * down, ow: 2 * across };
  const sets = tileParts(window);
  const { scratch, transformed } = quadScratch(plan, sets, v.c);
  const maxima = maximaOf(node, plan);
  for (const set of sets) {
    const blank = blankPieces(node, plan, set.origins, set.height, set.width);
    transformInput(plan, set, { window, g, x }, QUAD, transformed, blank);
    plan.call(
      "winogradMixedPoolForward",
      transformed,
      elementBytes(QUAD, v.c),
      { buffer: u },
      { samples: 1 },
      set.origins.length,
      v.c,
      cout,
      { buffer: bias },
      node.relu ? 1 : 0,
      { buffer: plan.parameters.constant(set.origins.map(([y, x]) => (y / 2) * across + x / 2)) },
      set.height,
      set.width,
      down * across,
      across,
      { buffer: plan.parameters.constant(poolOffsets(node, g.rowStride)) },
      { buffer: plan.value(node.output) },
      { buffer: maxima },
      scratch,
      { buffer: plan.buffer("computed tiles", "thread", LARGE_GROUP * set.origins.length * 8) },
      blank,
    );
  }
}

/** Memory for one product of tiles, and behind it for the transformed tiles of a group. */
export function quadScratch(plan: PlanBuilder, sets: TileSet[], channels: number) {
  const bytes = Math.max(...sets.map((set) => transformedBytes(set, QUAD, channels)));
  const scratch = plan.scratch(PRODUCT_BYTES + bytes);
  return { scratch, transformed: { ...scratch, offset: PRODUCT_BYTES } };
}

/** `block` tiles follow each other in `transformed`, which must not be the beginning of the scratch. */
export function transformInput(
  plan: PlanBuilder,
  set: TileSet,
  c: Tiled,
  block: number,
  transformed: Argument,
  blank: Argument = NONE,
): void {
  const { window: v, g } = c;
  plan.call(
    "winogradMixedInput",
    { buffer: c.x },
    g.inputBytes,
    { samples: 1 },
    set.origins.length,
    { buffer: plan.parameters.constant(tilePatches(set, v.c, g.rowStride)) },
    set.height,
    set.width,
    g.rowStride,
    v.c,
    block,
    elementBytes(block, v.c),
    transformed,
    plan.scratch(TILE_SCRATCH),
    blank,
  );
}
