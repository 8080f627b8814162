import { Pixels } from "../../ui/pixels.js";
import { digit, latency, reading } from "./state.js";

const empty = { data: new Uint8Array(28 * 28), width: 28, height: 28 };

/** The 28 x 28 image the network was given, and the way there. */
export function NetworkView() {
  const current = digit.value;
  const value = reading.value;
  const steps = value?.kind === "digits" ? value.steps : [];
  return (
    <div class="network-view">
      <figure class="seen">
        <Pixels
          image={current ? { data: current.image, width: 28, height: 28 } : empty}
          label="The 28 by 28 pixels the network sees"
        />
        <figcaption>
          What the network sees: 28 × 28
          {latency.value !== undefined && current && (
            <span class="latency"> · {latency.value.toFixed(0)} ms</span>
          )}
        </figcaption>
      </figure>
      <ol class="steps" aria-label="From the picture to the network's image">
        {["Gray", "Ink", "Digit"].map((title, i) => (
          <li key={title} title={steps[i]?.explanation}>
            <span class="frame">
              {steps[i] && <Pixels image={steps[i].image} label={`${title}: ${steps[i].explanation}`} />}
            </span>
            <span class="name">{title}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
