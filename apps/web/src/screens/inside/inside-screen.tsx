import { useEffect } from "preact/hooks";
import { Pad } from "../../drawing/pad.js";
import { DrawingTools } from "../../drawing/tools.js";
import { inspected } from "../../inspection.js";
import { NetworkPicker } from "../../recognition/network-picker.js";
import { ProbabilityBars } from "../../ui/probability-bars.js";
import { closePicture, drawing, picture } from "../draw/state.js";
import { ExplanationView } from "./explanation.js";
import { LayerCard } from "./layer-card.js";
import { failure, follow, view } from "./state.js";
import "./inside.css";

/** What happens between the image and the answer. */
export function InsideScreen() {
  useEffect(follow, []);
  const { value } = view;
  // The pad would show, and take, a drawing that is not what is looked at.
  const shown = inspected.value ?? picture.value;
  return (
    <div class="inside-screen">
      <h1 class="visually-hidden">Look inside the network</h1>
      <aside>
        <NetworkPicker />
        {shown ? (
          <div class="row">
            <h2>{shown.name}</h2>
            <button
              type="button"
              class="link"
              onClick={() => {
                if (inspected.value) inspected.value = undefined;
                else closePicture();
              }}
            >
              Back to the drawing
            </button>
          </div>
        ) : (
          <>
            <Pad drawing={drawing} label="Drawing pad: the layers follow your pen">
              {drawing.isEmpty.value && <p class="invitation">Draw a digit</p>}
            </Pad>
            <DrawingTools drawing={drawing} compact />
          </>
        )}
        <ExplanationView />
        <ProbabilityBars probabilities={value?.prediction.probabilities} />
      </aside>
      <section aria-label="Layers" class="layers">
        {failure.value && (
          <p class="notice" role="alert">
            {failure}
          </p>
        )}
        {!value && !failure.value && (
          <p class="notice">Draw a digit: every layer of the network lights up while the pen moves.</p>
        )}
        {value?.layers.map((facts, i) => (
          <LayerCard
            key={facts.name}
            facts={facts}
            output={value.outputs[i]}
            isAnswer={i === value.layers.length - 1}
          />
        ))}
      </section>
    </div>
  );
}
