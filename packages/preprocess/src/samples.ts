import type { Picture } from "./picture.js";

/** Colors are judged on a grid of at most so many pixels on a side. */
export const SAMPLES_PER_SIDE = 72;

/** Calls `visit` with the offset into `data` of at most 72 x 72 pixels on an even grid. */
export function forSamples(picture: Picture, channels: number, visit: (i: number) => void): void {
  const { width, height } = picture;
  const columns = Math.min(width, SAMPLES_PER_SIDE);
  const rows = Math.min(height, SAMPLES_PER_SIDE);
  for (let j = 0; j < rows; j++) {
    const y = Math.floor(((j + 0.5) * height) / rows);
    for (let i = 0; i < columns; i++) {
      visit((y * width + Math.floor(((i + 0.5) * width) / columns)) * channels);
    }
  }
}
