import { saveFile } from "../../picture/sources.js";
import { Pixels } from "../../ui/pixels.js";
import { digit, drawingFile, latency, picture, settled, settledDigit } from "./state.js";
import "./network-view.css";

const nothing = { data: new Uint8Array(28 * 28), width: 28, height: 28 };

/** The 28 x 28 image the network was given, and the way there. */
export function NetworkView() {
  return (
    <div class="network-view">
      <h2>What the network sees</h2>
      <div class="pipeline">
        <Steps />
        <figure class="seen">
          <Seen />
          <Caption />
        </figure>
      </div>
    </div>
  );
}

function Steps() {
  const { value } = settled;
  const [gray, ink] = value?.kind === "digits" ? value.steps : [];
  const steps = [
    { title: "Gray", explanation: gray?.explanation ?? "", image: gray?.image },
    { title: "Ink", explanation: ink?.explanation ?? "", image: ink?.image },
    {
      title: "Digit",
      explanation: "One digit, cut out along its edges.",
      image: settledDigit.value?.cutout,
    },
  ];
  return (
    <ol class="steps" aria-label="From the picture to the network's image">
      {steps.map(({ title, explanation, image }) => (
        <li key={title} title={explanation}>
          <span class="frame">{image && <Pixels image={image} label={`${title}. ${explanation}`} />}</span>
          <span class="name">{title}</span>
        </li>
      ))}
    </ol>
  );
}

/** Follows the pen. */
function Seen() {
  const current = digit.value;
  return (
    <Pixels
      image={current ? { data: current.image, width: 28, height: 28 } : nothing}
      label="The 28 by 28 pixels the network sees"
    />
  );
}

function Caption() {
  const milliseconds = settledDigit.value && latency.peek();
  return (
    <figcaption>
      <span>
        28 × 28 pixels
        {milliseconds !== undefined && ` · ${milliseconds.toFixed(0)} ms`}
      </span>
      {settledDigit.value && !picture.value && (
        <button type="button" class="link" onClick={save}>
          Save the drawing
        </button>
      )}
    </figcaption>
  );
}

async function save(): Promise<void> {
  saveFile(await drawingFile(), "digit.png");
}
