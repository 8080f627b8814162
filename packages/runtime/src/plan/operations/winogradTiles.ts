import type { Window2d } from "../../graph/graph.js";
import { LARGE_GROUP } from "../builder.js";

/** Elements of a set of weights in Winograd's domain: 6 x 6. */
export const WEIGHT_ELEMENTS = 36;

/** The tiles of one size in an image: 4 or 2 pixels high and wide, and where they begin. */
export interface TileSet {
  height: 4 | 2;
  width: 4 | 2;
  /** Values of a transformed tile. */
  elements: number;
  origins: [number, number][];
}

/** Cuts an image of oh x ow pixels into tiles, as large ones as there is room for; the last may reach one pixel over the edge. */
export function tileSets({ oh, ow }: Window2d): TileSet[] {
  const [rows, columns] = [cut(oh), cut(ow)];
  const sets: TileSet[] = [];
  for (const height of [4, 2] as const) {
    for (const width of [4, 2] as const) {
      const origins = rows
        .filter((row) => row.size === height)
        .flatMap((row) =>
          columns
            .filter((column) => column.size === width)
            .map((column): [number, number] => [row.start, column.start]),
        );
      if (origins.length > 0) sets.push({ height, width, elements: (height + 2) * (width + 2), origins });
    }
  }
  return sets;
}

/** 7 = 4 + 4 - 1, 10 = 4 + 4 + 2, 5 = 4 + 2 - 1: two tiles of 2 would cost more than one of 4. */
function cut(extent: number): { start: number; size: 4 | 2 }[] {
  const tiles: { start: number; size: 4 | 2 }[] = [];
  for (let start = 0; start < extent; start += 4) tiles.push({ start, size: extent - start > 2 ? 4 : 2 });
  return tiles;
}

/** Products for each pair of channels. */
export function productCount(window: Window2d): number {
  return tileSets(window).reduce((sum, set) => sum + set.elements * set.origins.length, 0);
}

/** Tiles in a quad, which products take at a time. */
export const QUAD = 4;
/** Elements lie a cache line further apart than they need, lest those of a tile share one set of the cache. */
const GAP = 64;

/** Bytes from element to element where `block` tiles follow each other. */
export function elementBytes(block: number, channels: number): number {
  return block * channels * 4 + GAP;
}

/** Bytes of the transformed tiles of a group of samples in blocks. */
export function transformedBytes(set: TileSet, block: number, channels: number): number {
  const blocks = Math.ceil((LARGE_GROUP * set.origins.length) / block);
  return blocks * set.elements * elementBytes(block, channels);
}

/** So much of a group's transformed tiles stays in the second-level cache beside the weights. */
const PART_BYTES = 256 << 10;

/** The tiles of an image in parts, of which a group's transformed tiles fit the cache. */
export function tileParts(window: Window2d): TileSet[] {
  return tileSets(window).flatMap((set) => {
    const most = Math.max(1, Math.floor(PART_BYTES / (LARGE_GROUP * set.elements * window.c * 4)));
    const size = Math.ceil(set.origins.length / Math.ceil(set.origins.length / most));
    const starts = Array.from({ length: Math.ceil(set.origins.length / size) }, (_, i) => i * size);
    return starts.map((start) => ({ ...set, origins: set.origins.slice(start, start + size) }));
  });
}

/** The arguments `tall` and `wide` of the kernels. */
export function sizeArguments({ height, width }: TileSet): [number, number] {
  return [height === 4 ? 1 : 0, width === 4 ? 1 : 0];
}

/** Byte offset in an image of each tile's patch; in an output image of its first pixel. */
export function tilePatches(set: TileSet, channels: number, rowStride: number): number[] {
  return set.origins.map(([oy, ox]) => oy * rowStride + ox * channels * 4);
}

/** For each tile {byte offset in the output, rows, columns inside}. */
export function tilePlaces(
  { height, width, origins }: TileSet,
  { oh, ow }: Window2d,
  cout: number,
): number[] {
  return origins.flatMap(([oy, ox]) => [
    (oy * ow + ox) * cout * 4,
    Math.min(height, oh - oy),
    Math.min(width, ow - ox),
  ]);
}
