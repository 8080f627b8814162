import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { LayerFacts } from "../../inside/layer-stack.js";
import { mosaic } from "../../inside/mosaic.js";
import { integer, shapeText } from "../../ui/format.js";
import { wordsOf } from "../../ui/layer-words.js";
import { Pixels } from "../../ui/pixels.js";
import { ProbabilityBars } from "../../ui/probability-bars.js";
import { Channels } from "./channels.js";

/** One layer: what it is and does, and what it gives for the current image. */
export function LayerCard(props: { facts: LayerFacts; output: Float32Array; isAnswer: boolean }) {
  const { facts, output, isAnswer } = props;
  const { kind, detail, outputShape, parameters } = facts;
  const { title, explanation } = wordsOf(kind);
  const explained = useSignal(false);
  const isFlat = outputShape.length === 1;
  const isShown = !["Flatten", "Dropout"].includes(kind);
  return (
    <article class={`card layer ${isShown ? "" : "slim"}`}>
      <header>
        <h2>{title}</h2>
        {explanation && (
          <button
            type="button"
            class="quiet icon-only small"
            aria-label={`What ${title.toLowerCase()} does`}
            title={explanation}
            aria-expanded={explained.value}
            onClick={() => {
              explained.value = !explained.value;
            }}
          >
            ?
          </button>
        )}
        <p>{detail}</p>
        <p class="facts">
          {shapeText(outputShape)}
          {parameters > 0 && ` · ${integer(parameters)} parameters`}
        </p>
      </header>
      {explained.value && <p class="explained">{explanation}</p>}
      {isShown && isFlat && <Values output={output} isAnswer={isAnswer} />}
      {isShown && !isFlat && <Channels facts={facts} output={output} />}
    </article>
  );
}

/** The outputs of a layer without places: bars for the answer's, else one square each. */
function Values({ output, isAnswer }: { output: Float32Array; isAnswer: boolean }) {
  if (isAnswer) return <ProbabilityBars probabilities={Array.from(output)} />;
  return <Squares output={output} />;
}

function Squares({ output }: { output: Float32Array }) {
  const picture = useMemo(() => mosaic(output, [1, 1, output.length]), [output]);
  return <Pixels image={picture} label={`${output.length} values`} class="values" />;
}
