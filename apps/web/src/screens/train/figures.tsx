import { duration, integer, lossText, percent } from "../../ui/format.js";
import { imagesPerSecond, look, testScores } from "./state.js";

/** The numbers one watches. */
export function Figures() {
  const now = look.value;
  const rate = imagesPerSecond.value;
  return (
    <dl class="figures">
      <div>
        <dt>Test accuracy</dt>
        <dd>{testScores.value ? percent(testScores.value.accuracy) : "–"}</dd>
      </div>
      <div>
        <dt>Training loss</dt>
        <dd>{now ? lossText(now.loss) : "–"}</dd>
      </div>
      <div>
        <dt>Images per second</dt>
        <dd>{rate ? integer(rate) : "–"}</dd>
      </div>
      <div>
        <dt>Training time</dt>
        <dd>{now ? duration(now.trainingSeconds * 1000) : "–"}</dd>
      </div>
    </dl>
  );
}
