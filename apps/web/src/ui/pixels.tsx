import { useLayoutEffect, useRef } from "preact/hooks";

/** A small gray picture, each pixel a crisp square: 0 = black, 255 = white. */
export function Pixels(props: {
  image: { data: Uint8Array; width: number; height: number };
  label: string;
  class?: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { data, width, height } = props.image;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const pixels = context.createImageData(width, height);
    for (let i = 0; i < data.length; i++) {
      pixels.data.fill(data[i], 4 * i, 4 * i + 3);
      pixels.data[4 * i + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
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
