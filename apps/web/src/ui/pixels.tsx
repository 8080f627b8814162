import { useLayoutEffect, useRef } from "preact/hooks";
import { grayPixels } from "./gray-pixels.js";

/** A small gray picture, each pixel a crisp square: 0 = black, 255 = white. */
export function Pixels(props: {
  image: { data: Uint8Array; width: number; height: number };
  label: string;
  class?: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { data, width, height } = props.image;
  useLayoutEffect(() => {
    canvas.current?.getContext("2d")?.putImageData(grayPixels(data, width, height), 0, 0);
  }, [data, width, height]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={props.label}
      class={`pixels ${props.class ?? ""}`}
    />
  );
}
