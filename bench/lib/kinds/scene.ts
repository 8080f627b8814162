import type { Picture } from "@mnist/preprocess";
import type { Random } from "@mnist/random";
import sharp from "sharp";
import type { Segment } from "./pen.js";

/** Red, green, blue, 0 to 255. */
export type Color = readonly [number, number, number];

export const WHITE: Color = [255, 255, 255];
export const BLACK: Color = [0, 0, 0];

/** A picture under construction: what lies on the paper, then the light on it, then what the camera adds. */
export class Scene {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;

  constructor(width: number, height: number, paper: Color) {
    this.width = width;
    this.height = height;
    this.pixels = new Float32Array(width * height * 3);
    for (let i = 0; i < this.pixels.length; i += 3) this.pixels.set(paper, i);
  }

  /** Round strokes of one color; `grain` is the chance of a pixel that chalk or a dry pen leaves out. */
  stroke(segments: readonly Segment[], radius: number, color: Color, grain = 0, random?: Random): void {
    const cover = coverage(segments, radius, this.width, this.height);
    for (let p = 0; p < cover.length; p++) {
      if (cover[p] === 0) continue;
      const share = grain > 0 && random && random.uniform() < grain ? 0.25 * cover[p] : cover[p];
      this.mix(p, color, share);
    }
  }

  /** A filled rectangle, turned by an angle around its center. */
  rect(x: number, y: number, width: number, height: number, color: Color, turn = 0): void {
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const [cx, cy] = [x + width / 2, y + height / 2];
    for (let row = 0, p = 0; row < this.height; row++) {
      for (let column = 0; column < this.width; column++, p++) {
        const [u, v] = [column + 0.5 - cx, row + 0.5 - cy];
        const across = width / 2 - Math.abs(cos * u + sin * v) + 0.5;
        const along = height / 2 - Math.abs(cos * v - sin * u) + 0.5;
        const share = Math.min(across, along, 1);
        if (share > 0) this.mix(p, color, share);
      }
    }
  }

  /** A rectangle's outline. */
  frame(x: number, y: number, width: number, height: number, thickness: number, color: Color): void {
    const [right, bottom] = [x + width, y + height];
    const lines: Segment[] = [
      [x, y, right, y],
      [right, y, right, bottom],
      [right, bottom, x, bottom],
      [x, bottom, x, y],
    ];
    this.stroke(lines, thickness / 2, color);
  }

  /** Multiplies by the light at each place, which runs from 0 to 1 both ways. */
  light(at: (u: number, v: number) => number): void {
    for (let y = 0, i = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const level = at(x / this.width, y / this.height);
        for (let c = 0; c < 3; c++) this.pixels[i++] *= level;
      }
    }
  }

  /** Adds light that the surface throws back, white, 0 to 255. */
  glare(at: (u: number, v: number) => number): void {
    for (let y = 0, i = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const level = at(x / this.width, y / this.height);
        for (let c = 0; c < 3; c++) this.pixels[i++] += level;
      }
    }
  }

  /** Noise of the given standard deviation, independent in every channel. */
  noise(deviation: number, random: Random): void {
    const seed = random.uint32() | 0;
    for (let i = 0; i < this.pixels.length; i++) this.pixels[i] += deviation * bell(seed, i);
  }

  /** Gaussian blur. */
  async blur(sigma: number): Promise<void> {
    const { width, height } = this;
    const { data } = await sharp(this.bytes(), { raw: { width, height, channels: 3 } })
      .blur(Math.max(0.3, sigma))
      .raw()
      .toBuffer({ resolveWithObject: true });
    this.pixels.set(data);
  }

  bytes(): Uint8Array {
    // A clamped array rounds and clamps by itself.
    return new Uint8Array(new Uint8ClampedArray(this.pixels).buffer);
  }

  picture(): Picture {
    return { data: this.bytes(), width: this.width, height: this.height, channels: 3 };
  }

  /** As a JPEG file leaves it. */
  async jpeg(quality: number): Promise<Picture> {
    const { width, height } = this;
    const file = await sharp(this.bytes(), { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer();
    return { data: await sharp(file).raw().toBuffer(), width, height, channels: 3 };
  }

  /** Reduced to another size as image programs do. */
  async resized(width: number, height: number): Promise<Picture> {
    const raw = { width: this.width, height: this.height, channels: 3 as const };
    const data = await sharp(this.bytes(), { raw }).resize(width, height, { fit: "fill" }).raw().toBuffer();
    return { data, width, height, channels: 3 };
  }

  private mix(p: number, color: Color, share: number): void {
    for (let c = 0; c < 3; c++) this.pixels[3 * p + c] += (color[c] - this.pixels[3 * p + c]) * share;
  }
}

/** How much of each pixel round strokes cover, 0 to 1. */
export function coverage(
  segments: readonly Segment[],
  radius: number,
  width: number,
  height: number,
): Float32Array {
  const cover = new Float32Array(width * height);
  const reach = radius + 0.5;
  for (const [x0, y0, x1, y1] of segments) {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const scale = dx || dy ? 1 / (dx * dx + dy * dy) : 0;
    const [left, right] = [Math.min(x0, x1) - reach, Math.max(x0, x1) + reach];
    const [top, bottom] = [Math.min(y0, y1) - reach, Math.max(y0, y1) + reach];
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++) {
      for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
        const [u, v] = [x + 0.5 - x0, y + 0.5 - y0];
        const along = Math.min(Math.max((u * dx + v * dy) * scale, 0), 1);
        const [ex, ey] = [u - along * dx, v - along * dy];
        const share = reach - Math.sqrt(ex * ex + ey * ey);
        if (share > cover[y * width + x]) cover[y * width + x] = Math.min(share, 1, 2 * radius);
      }
    }
  }
  return cover;
}

/** Nearly normal with standard deviation 1: the sum of the four bytes of a hash. */
export function bell(seed: number, n: number): number {
  let h = (seed + Math.imul(n, 0x9e3779b9)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  return ((h & 255) + ((h >>> 8) & 255) + ((h >>> 16) & 255) + (h >>> 24) - 510) / 147.8;
}
