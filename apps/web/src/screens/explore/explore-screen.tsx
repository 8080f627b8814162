import { plotReliability } from "@mnist/metrics";
import { useEffect } from "preact/hooks";
import { NetworkPicker } from "../../recognition/network-picker.js";
import { ConfusionGrid } from "../../ui/confusion-grid.js";
import { accuracyText, integer, percent } from "../../ui/format.js";
import { Plot } from "../../ui/plot.js";
import { Compare } from "./compare.js";
import { Gallery } from "./gallery.js";
import { ReportButton } from "./report.js";
import { failure, follow, progress, result, selection, toggleCell } from "./state.js";
import "./explore.css";

/** The network's mistakes on the test images, and how far its confidence can be trusted. */
export function ExploreScreen() {
  useEffect(follow, []);
  const { value } = result;
  return (
    <div class="explore-screen">
      <h1 class="visually-hidden">Explore the test images</h1>
      <NetworkPicker />
      {failure.value && (
        <p class="notice" role="alert">
          {failure}
        </p>
      )}
      {!value && !failure.value && (
        <div class="waiting">
          <progress max={1} value={progress.value} aria-label="Evaluating" />
          <p role="status">Asking the network about 10,000 test images&nbsp;…</p>
        </div>
      )}
      {value && (
        <>
          <Summary />
          <Compare />
          <div class="columns">
            <section class="card matrix" aria-labelledby="matrix-title">
              <h2 id="matrix-title">Confusion matrix: choose a cell to see its images</h2>
              <ConfusionGrid
                confusion={value.evaluation.confusionMatrix}
                selected={selection.value.kind === "cell" ? selection.value : undefined}
                onSelect={toggleCell}
              />
              <p class="axes">Rows: the true digit. Columns: what the network said.</p>
            </section>
            <Gallery />
          </div>
          <div class="columns">
            <section class="card" aria-labelledby="reliability-title">
              <h2 id="reliability-title">Can its confidence be trusted?</h2>
              <Plot svg={plotReliability(value.calibration)} />
            </section>
            <section class="card classes" aria-labelledby="classes-title">
              <h2 id="classes-title">Digit by digit</h2>
              <Classes />
              <ReportButton />
            </section>
          </div>
        </>
      )}
    </div>
  );
}

function Summary() {
  const { value } = result;
  if (!value) return null;
  const { accuracy, accuracyInterval, loss, samples } = value.evaluation;
  const errors = Math.round(samples * (1 - accuracy));
  return (
    <dl class="figures">
      <div>
        <dt>Test accuracy</dt>
        <dd>{accuracyText(accuracy)}</dd>
        <dd class="detail">
          95 % interval {(accuracyInterval[0] * 100).toFixed(2)} to {(accuracyInterval[1] * 100).toFixed(2)} %
        </dd>
      </div>
      <div>
        <dt>Mistakes</dt>
        <dd>{integer(errors)}</dd>
        <dd class="detail">of {integer(samples)} images</dd>
      </div>
      <div>
        <dt>Log loss</dt>
        <dd>{loss.toFixed(4)}</dd>
        <dd class="detail">nats per image</dd>
      </div>
      <div>
        <dt>Calibration error</dt>
        <dd>{percent(value.calibration.expectedError)}</dd>
        <dd class="detail">between confidence and truth</dd>
      </div>
    </dl>
  );
}

function Classes() {
  const { value } = result;
  return (
    <table class="per-class">
      <thead>
        <tr>
          <th scope="col">Digit</th>
          <th scope="col">Precision</th>
          <th scope="col">Recall</th>
          <th scope="col">Images</th>
        </tr>
      </thead>
      <tbody>
        {value?.evaluation.perClass.map(({ digit, precision, recall, support }) => (
          <tr key={digit}>
            <th scope="row">{digit}</th>
            <td>{percent(precision)}</td>
            <td>{percent(recall)}</td>
            <td>{integer(support)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
