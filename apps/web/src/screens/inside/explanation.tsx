import type { Explanation, ExplanationMethod } from "../../inside/explain.js";
import { Pixels } from "../../ui/pixels.js";
import { explanation, isBehind, method, pointed, view } from "./state.js";

const methods: { name: ExplanationMethod; label: string }[] = [
  { name: "covering", label: "By covering" },
  { name: "pixels", label: "Pixel by pixel" },
];

/**
 * The image, and over it how much each part of it matters for the answer; or which part a unit sees. An explanation
 * that is behind keeps its place, unseen.
 */
export function ExplanationView() {
  if (!view.value) return null;
  const found = explanation.value;
  return (
    <section class="explanation" aria-label="What the answer rests on">
      <fieldset class="switch">
        <legend class="visually-hidden">How it is found out</legend>
        {methods.map(({ name, label }) => (
          <label key={name}>
            <input
              type="radio"
              name="method"
              checked={method.value === name}
              onChange={() => {
                method.value = name;
              }}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <figure class={isBehind.value ? "behind" : ""} aria-busy={isBehind.value}>
        <div class="stack">
          <Pixels image={{ data: view.value.question.image, width: 28, height: 28 }} label="The image" />
          {pointed.value ? <Frame /> : found && <Heat values={found.values} label={title(found)} />}
        </div>
        <figcaption>
          {found && (
            <>
              <b>{title(found)}.</b> {text(found)}
            </>
          )}
        </figcaption>
      </figure>
    </section>
  );
}

function title({ method, digit, rival }: Explanation): string {
  return method === "covering" ? `What makes it a ${digit}` : `Why a ${digit} and not a ${rival}`;
}

function text({ method, digit, rival }: Explanation): string {
  return method === "covering"
    ? `The warmer a place, the less sure the network is when it is covered; where it is blue, the ink speaks against a ${digit}.`
    : `Where it is warm, more ink would speak for a ${digit}; where it is blue, for a ${rival}.`;
}

/** A square of squares: warm above 0, blue below, the more opaque the farther from it. */
function Heat({ values, label }: { values: Float32Array; label: string }) {
  const side = Math.sqrt(values.length);
  return (
    <svg class="heat" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label}>
      {Array.from(values, (value, place) => (
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
  );
}

/** What the unit sees that is pointed at. */
function Frame() {
  return (
    <svg viewBox="0 0 28 28" role="img" aria-label="What it sees of the image">
      <rect {...pointed.value} class="frame" />
    </svg>
  );
}
