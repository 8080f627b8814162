import type { Window2d } from "../../graph/graph.js";
import { LARGE_GROUP } from "../builder.js";

/** Elements of a set of weights in Winograd's domain: 6 x 6. */
export const WEIGHT_ELEMENTS = 36;

/** Pixels of a tile, high or wide. */
export type TileSize = 4 | 3 | 2;

/** The tiles of one size in an image and where they begin. */
export interface TileSet {
  height: TileSize;
  width: TileSize;
  /** Values of a transformed tile. */
  elements: number;
  origins: [number, number][];
}

/** Cuts an image of oh x ow pixels into tiles, as large ones as there is room for; the last may reach one pixel over the edge. */
export function tileSets({ oh, ow }: Pick<Window2d, "oh" | "ow">): TileSet[] {
  const [rows, columns] = [cut(oh), cut(ow)];
  const sets: TileSet[] = [];
  for (const height of [4, 3, 2] as const) {
    for (const width of [4, 3, 2] as const) {
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

/** Where a tile of 3 saves products and the image has no more sizes of tiles, each of which is a pass over the weights. */
const BEGINS_WITH_THREE = [3, 5];

/** 10 = 4 + 4 + 2, 7 = 4 + 4 - 1: two tiles of 2 would cost more than one of 4; 5 = 3 + 2. */
function cut(extent: number): { start: number; size: TileSize }[] {
  const tiles: { start: number; size: TileSize }[] = [];
  for (let start = 0; start < extent; start += tiles[tiles.length - 1].size) {
    const isThree = start === 0 && BEGINS_WITH_THREE.includes(extent);
    tiles.push({ start, size: isThree ? 3 : extent - start > 2 ? 4 : 2 });
  }
  return tiles;
}

/** Pixels by which the tiles of an image so high or wide reach over its edge. */
export function overhang(extent: number): number {
  return BEGINS_WITH_THREE.includes(extent) ? 0 : extent % 2;
}

/** Products for each pair of channels. */
export function productCount(window: Pick<Window2d, "oh" | "ow">): number {
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
