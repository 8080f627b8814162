/** The small pictures on which it is decided what is sheet, what paper and what ink. */
import type { GrayImage } from "./picture.js";
import { areaAverage, blockMeans } from "./resample.js";

/** A small gray picture, levels 0..255. */
export interface Thumbnail {
  plane: Float32Array;
  width: number;
  height: number;
}

/** The longer side of a thumbnail on which edges matter, and at most that of one on which only the light does. */
const SHARP_SIDE = 112;
const COARSE_SIDE = 64;

/** The gray picture, its longer side at most 112 pixels. */
export function thumbnailOf({ data, width, height }: GrayImage): Thumbnail {
  const scale = Math.min(1, SHARP_SIDE / Math.max(width, height));
  const small = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const plane = areaAverage(data, width, { x: 0, y: 0, width, height }, small.width, small.height);
  return { plane, ...small };
}

/** The thumbnail, halved if its longer side has more than 64 pixels. */
export function coarser(thumbnail: Thumbnail): Thumbnail {
  const { plane, width, height } = thumbnail;
  return Math.max(width, height) <= COARSE_SIDE ? thumbnail : blockMeans(plane, width, height, 2);
}
