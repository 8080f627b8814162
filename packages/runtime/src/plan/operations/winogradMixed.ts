import type { Conv2d, Window2d } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import type { Argument, Buffer } from "../plan.js";
import { paddedBias } from "./conv2d.js";
import type { ConvGeometry } from "./geometry.js";
import {
  elementBytes,
  QUAD,
  sizeArguments,
  type TileSet,
  tilePatches,
  tilePlaces,
  tileSets,
  transformedBytes,
  WEIGHT_ELEMENTS,
} from "./winogradTiles.js";

/** A product of four tiles and eight channels. */
const PRODUCT_BYTES = WEIGHT_ELEMENTS * 4 * 8 * 4;
/** Scratch of the transforms of weights and of tiles. */
export const WEIGHT_SCRATCH = 864;
export const TILE_SCRATCH = 576;

/** What the tiles of a convolution are made of. */
export interface Tiled {
  window: Window2d;
  g: Pick<ConvGeometry, "rowStride" | "inputBytes">;
  x: Buffer;
}

/** Convolution by Winograd's F(4x4, 3x3) with smaller tiles at the edges, without pooling. */
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
  winogradConvolution(plan, {
    window,
    g,
    x,
    cout,
    u,
    relu,
    bias: paddedBias(node, plan),
    y: plan.value(node.output),
  });
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
  const sets = tileSets(v);
  const scratch = plan.scratch(
    PRODUCT_BYTES + Math.max(...sets.map((set) => transformedBytes(set, QUAD, v.c))),
  );
  const transformed = { ...scratch, offset: PRODUCT_BYTES };
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
      ...sizeArguments(set),
      { buffer: c.y },
      v.oh * v.ow * cout * 4,
      v.ow * cout * 4,
      scratch,
    );
  }
}

/** `block` tiles follow each other in `transformed`, which must not be the beginning of the scratch. */
export function transformInput(
  plan: PlanBuilder,
  set: TileSet,
  c: Tiled,
  block: number,
  transformed: Argument,
): void {
  const { window: v, g } = c;
  plan.call(
    "winogradMixedInput",
    { buffer: c.x },
    g.inputBytes,
    { samples: 1 },
    set.origins.length,
    { buffer: plan.parameters.constant(tilePatches(set, v.c, g.rowStride)) },
    ...sizeArguments(set),
    g.rowStride,
    v.c,
    block,
    elementBytes(block, v.c),
    transformed,
    plan.scratch(TILE_SCRATCH),
  );
}
