import type { Picture } from "@mnist/preprocess";

/** Longer sides are shrunk to this while decoding: phone photos have far more pixels than a digit needs. */
const LONGEST_SIDE = 1600;

/** A decoded picture: its pixels for reading, and a bitmap to show. */
export interface OpenedPicture {
  name: string;
  pixels: Picture;
  bitmap: ImageBitmap;
}

/**
 * Decodes a picture file, turned upright by its EXIF orientation.
 *
 * @throws {Error} saying that the file is no picture this browser can read
 */
export async function openPicture(file: Blob, name: string): Promise<OpenedPicture> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (cause) {
    throw new Error(`${name} is not a picture this browser can read; try a PNG, JPEG or WebP file`, {
      cause,
    });
  }
  return fromBitmap(bitmap, name);
}

/** A picture from what a canvas can draw, such as a frame of the camera. */
export async function fromBitmap(bitmap: ImageBitmap, name: string): Promise<OpenedPicture> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser gives no canvas to decode the picture on");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return { name, pixels: { data, width, height, channels: 4 }, bitmap };
}
