import { Pixels } from "../../ui/pixels.js";

/** The image, and over it how much each part of it matters for the answer. */
export function Occlusion(props: { image: Uint8Array; occlusion: Float32Array; digit: number }) {
  const { image, occlusion, digit } = props;
  const side = Math.sqrt(occlusion.length);
  return (
    <figure class="occlusion">
      <div class="stack">
        <Pixels image={{ data: image, width: 28, height: 28 }} label="The image" />
        <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={`What makes it a ${digit}`}>
          {Array.from(occlusion, (value, place) => (
            // The place is what a square is.
            <rect
              key={`${place}`}
              x={place % side}
              y={Math.floor(place / side)}
              width="1.02"
              height="1.02"
              class={value < 0 ? "against" : "for"}
              opacity={Math.min(0.75, Math.abs(value) * 0.75)}
            />
          ))}
        </svg>
      </div>
      <figcaption>
        <b>What makes it a {digit}.</b> The warmer a place, the less sure the network is when it is covered;
        where it is blue, the ink speaks against a {digit}.
      </figcaption>
    </figure>
  );
}
