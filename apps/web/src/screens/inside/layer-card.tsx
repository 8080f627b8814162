import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { LayerFacts } from "../../inside/layer-stack.js";
import { channelAt, channelImage, filterImage, mosaic } from "../../inside/mosaic.js";
import { integer, shapeText } from "../../ui/format.js";
import { wordsOf } from "../../ui/layer-words.js";
import { Pixels } from "../../ui/pixels.js";
import { ProbabilityBars } from "../../ui/probability-bars.js";

/** One layer: what it is, and what it gives for the current image. */
export function LayerCard({ facts, output }: { facts: LayerFacts; output: Float32Array }) {
  const { kind, detail, outputShape, parameters } = facts;
  const { title } = wordsOf(kind);
  const isFlat = outputShape.length === 1;
  const isShown = !["Flatten", "Dropout"].includes(kind);
  return (
    <article class={`card layer ${isShown ? "" : "slim"}`}>
      <header>
        <h2>{title}</h2>
        <p>{detail}</p>
        <p class="facts">
          {shapeText(outputShape)}
          {parameters > 0 && ` · ${integer(parameters)} parameters`}
        </p>
      </header>
      {isShown && (isFlat ? <Values output={output} /> : <Channels facts={facts} output={output} />)}
    </article>
  );
}

/** The outputs of a layer without places: ten bars for the digits, else one square each. */
function Values({ output }: { output: Float32Array }) {
  if (output.length === 10) return <ProbabilityBars probabilities={Array.from(output)} />;
  return <Squares output={output} />;
}

function Squares({ output }: { output: Float32Array }) {
  const picture = useMemo(() => mosaic(output, [1, 1, output.length]), [output]);
  return <Pixels image={picture} label={`${output.length} values`} class="values" />;
}

/** All channels side by side; pointing at one shows it large, with its filter where it has a visible one. */
function Channels({ facts, output }: { facts: LayerFacts; output: Float32Array }) {
  const chosen = useSignal<number | undefined>(undefined);
  const isNarrow = innerWidth < 720;
  const picture = useMemo(() => mosaic(output, facts.outputShape, isNarrow ? 8 : 16), [output, facts]);
  const channels = facts.outputShape[2];
  const point = (event: PointerEvent) => {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const channel = channelAt(picture, (event.clientX - left) / width, (event.clientY - top) / height);
    chosen.value = channel >= 0 && channel < channels ? channel : undefined;
  };
  return (
    <div class="channels">
      <div
        class="mosaic"
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => {
          chosen.value = undefined;
        }}
      >
        <Pixels image={picture} label={`${channels} channels; bright where a channel responds`} />
      </div>
      <Detail facts={facts} output={output} channel={chosen.value ?? 0} />
    </div>
  );
}

function Detail({ facts, output, channel }: { facts: LayerFacts; output: Float32Array; channel: number }) {
  const image = channelImage(output, facts.outputShape, channel);
  return (
    <div class="detail">
      <Pixels image={image} label={`Channel ${channel + 1}`} />
      <p>
        Channel {channel + 1}
        <br />
        strongest {image.largest < 1e-5 ? "0" : image.largest.toFixed(2)}
      </p>
      {facts.filters && (
        <>
          <Pixels image={filterImage(facts.filters, channel)} label={`Filter ${channel + 1}`} />
          <p>its filter: white adds, black subtracts</p>
        </>
      )}
    </div>
  );
}
