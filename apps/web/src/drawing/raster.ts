import type { Picture } from "@mnist/preprocess";
import { renderDrawing } from "./render.js";
import type { Drawing } from "./stroke.js";

/** Side of the picture that drawings are read from, in pixels: ten times MNIST's. */
export const RASTER_SIDE = 280;

let context: OffscreenCanvasRenderingContext2D | null = null;

/** The drawing in black ink on white paper, as a picture. */
export function rasterize(drawing: Drawing): Picture {
  // Strokes go to a transparent layer first, because the eraser takes ink away, not paper.
  context ??= new OffscreenCanvas(RASTER_SIDE, RASTER_SIDE).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser gives no canvas to draw on");
  context.clearRect(0, 0, RASTER_SIDE, RASTER_SIDE);
  renderDrawing(context, drawing, RASTER_SIDE, "black");
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "white";
  context.fillRect(0, 0, RASTER_SIDE, RASTER_SIDE);
  context.globalCompositeOperation = "source-over";
  const { data } = context.getImageData(0, 0, RASTER_SIDE, RASTER_SIDE);
  return { data, width: RASTER_SIDE, height: RASTER_SIDE, channels: 4 };
}
