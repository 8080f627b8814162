import { saveFile } from "../../picture/sources.js";
import { Pixels } from "../../ui/pixels.js";
import { digit, drawingFile, latency, picture, reading } from "./state.js";

const nothing = { data: new Uint8Array(28 * 28), width: 28, height: 28 };

/** The 28 x 28 image the network was given, and the way there. */
export function NetworkView() {
  const current = digit.value;
  const value = reading.value;
  const [gray, ink] = value?.kind === "digits" ? value.steps : [];
  const steps = [
    { title: "Gray", explanation: gray?.explanation ?? "", image: gray?.image },
    { title: "Ink", explanation: ink?.explanation ?? "", image: ink?.image },
    { title: "Digit", explanation: "One digit, cut out along its edges.", image: current?.cutout },
  ];
  return (
    <div class="network-view">
      <h2>What the network sees</h2>
      <div class="pipeline">
        <ol class="steps" aria-label="From the picture to the network's image">
          {steps.map(({ title, explanation, image }) => (
            <li key={title} title={explanation}>
              <span class="frame">
                {image && <Pixels image={image} label={`${title}. ${explanation}`} />}
              </span>
              <span class="name">{title}</span>
            </li>
          ))}
        </ol>
        <figure class="seen">
          <Pixels
            image={current ? { data: current.image, width: 28, height: 28 } : nothing}
            label="The 28 by 28 pixels the network sees"
          />
          <figcaption>
            <span>
              28 × 28 pixels
              {latency.value !== undefined && current && ` · ${latency.value.toFixed(0)} ms`}
            </span>
            {current && !picture.value && (
              <button type="button" class="link" onClick={save}>
                Save the drawing
              </button>
            )}
          </figcaption>
        </figure>
      </div>
    </div>
  );
}

async function save(): Promise<void> {
  saveFile(await drawingFile(), "digit.png");
}
