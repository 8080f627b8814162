import { useLayoutEffect, useRef } from "preact/hooks";
import "./picture-view.css";

/** The opened picture, as large as the pad allows. It lets a pen through, see `state.ts`, and a finger scroll the page. */
export function PictureView({ bitmap }: { bitmap: ImageBitmap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const scale = Math.min(1, 1200 / Math.max(bitmap.width, bitmap.height));
    const element = canvas.current;
    if (!element) return;
    element.width = Math.max(1, Math.round(bitmap.width * scale));
    element.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = element.getContext("2d");
    if (!context) return;
    // Where the picture is see-through, paper shows.
    context.fillStyle = "white";
    context.fillRect(0, 0, element.width, element.height);
    context.drawImage(bitmap, 0, 0, element.width, element.height);
  }, [bitmap]);
  return <canvas ref={canvas} class="picture" role="img" aria-label="The opened picture" />;
}
