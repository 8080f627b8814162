import type { Picture } from "@mnist/preprocess";
import { grayPixels } from "../ui/gray-pixels.js";

/** A gray picture as a PNG file, pixel by pixel: who reads it gets the same values. */
export async function toPng({ data, width, height }: Picture): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no canvas to make the picture on");
  context.putImageData(grayPixels(data, width, height), 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}
