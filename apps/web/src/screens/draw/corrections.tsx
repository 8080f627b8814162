import { useComputed } from "@preact/signals";
import {
  drawings,
  exportFile,
  fineTune,
  importFile,
  isTuning,
  keep,
  message,
  predictions,
  remove,
  right,
} from "../../collection/collection.js";
import { chooseFile, saveFile } from "../../picture/sources.js";
import { Pixels } from "../../ui/pixels.js";
import { digit } from "./state.js";
import "./corrections.css";

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Keep a drawing with its true digit; see how the network does on those kept, and let it learn from them. */
export function Corrections() {
  // Not the whole digit, which is another one at each movement of the pen.
  const guess = useComputed(() => digit.value?.digit).value;
  const all = drawings.value;
  return (
    <section class="corrections" aria-labelledby="corrections-title">
      <h2 id="corrections-title">What was it? Keep it as your own test image</h2>
      <div class="keep">
        {digits.map((label) => (
          <button
            key={label}
            type="button"
            disabled={guess === undefined}
            aria-label={`Keep it as a ${label}`}
            class={guess === label ? "guess" : ""}
            onClick={() => digit.value && keep(digit.value.image, label)}
          >
            {label}
          </button>
        ))}
      </div>
      <p role="status">{message}</p>
      {all.length > 0 && (
        <details>
          <summary>
            {all.length} kept, {right} read right
          </summary>
          <ul>
            {all.map((drawing, i) => (
              <li key={i + drawing.label / 10} class={predictions.value[i] === drawing.label ? "" : "wrong"}>
                <button
                  type="button"
                  aria-label={`Remove this ${drawing.label}`}
                  onClick={() => remove(drawing)}
                >
                  <Pixels
                    image={{ data: drawing.image, width: 28, height: 28 }}
                    label={`A ${drawing.label}, read as ${predictions.value[i] ?? "?"}`}
                  />
                </button>
              </li>
            ))}
          </ul>
          <button type="button" onClick={fineTune} disabled={isTuning.value}>
            Let the network learn from them
          </button>
        </details>
      )}
      <div class="row">
        {all.length > 0 && (
          <button type="button" class="link" onClick={() => saveFile(exportFile(), "my-digits.csv")}>
            Export them
          </button>
        )}
        <button
          type="button"
          class="link"
          onClick={async () => {
            const file = await chooseFile(".csv");
            if (file) await importFile(file);
          }}
        >
          Import drawings
        </button>
      </div>
    </section>
  );
}
