import { Pad } from "../../drawing/pad.js";
import { DrawingTools } from "../../drawing/tools.js";
import { ConfusionGrid } from "../../ui/confusion-grid.js";
import { integer } from "../../ui/format.js";
import { ProbabilityBars } from "../../ui/probability-bars.js";
import { Curves } from "./curves.js";
import { Figures } from "./figures.js";
import { Setup } from "./setup.js";
import { drawing, drawingProbabilities, hasStarted, testScores } from "./state.js";
import "./train.css";

/** Train a network here and watch it learn. */
export function TrainScreen() {
  return (
    <div class={`train-screen ${hasStarted.value ? "started" : ""}`}>
      <h1 class="visually-hidden">Train a network</h1>
      <Setup />
      <div class="watch">
        <Figures />
        <Curves />
        <section class="card matrix" aria-label="Confusion matrix">
          <h2>
            Test images
            {testScores.value && <span> · {integer(testScores.value.samples)} looked at</span>}
          </h2>
          <ConfusionGrid confusion={testScores.value?.confusion} />
        </section>
        <section class="card try" aria-label="Draw while it learns">
          <h2>Draw while it learns</h2>
          <Pad drawing={drawing} label="Drawing pad: the network in training reads it">
            {drawing.isEmpty.value && <p class="invitation">Draw a digit</p>}
          </Pad>
          <DrawingTools drawing={drawing} compact />
          <ProbabilityBars probabilities={drawingProbabilities.value} />
        </section>
      </div>
    </div>
  );
}
