import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { LayerFacts } from "../../inside/layer-stack.js";
import { channelImage, filterImage, mosaic, type Unit, unitAt } from "../../inside/mosaic.js";
import { seenPart } from "../../inside/receptive-field.js";
import { shortNumber } from "../../ui/format.js";
import { Pixels } from "../../ui/pixels.js";
import { pointed } from "./state.js";

/** All channels side by side. Pointing at a place tells its value and frames what it sees of the image. */
export function Channels({ facts, output }: { facts: LayerFacts; output: Float32Array }) {
  const chosen = useSignal<Unit | undefined>(undefined);
  const channels = facts.outputShape[2];
  const across = innerWidth < 720 || channels <= 32 ? 8 : 16;
  const picture = useMemo(() => mosaic(output, facts.outputShape, across), [output, facts]);
  const point = (event: PointerEvent) => {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const unit = unitAt(picture, (event.clientX - left) / width, (event.clientY - top) / height);
    chosen.value = unit;
    pointed.value = unit && facts.field && seenPart(facts.field, unit.row, unit.column);
  };
  const leave = () => {
    chosen.value = undefined;
    pointed.value = undefined;
  };
  return (
    <div class="channels">
      <div class="mosaic" onPointerMove={point} onPointerDown={point} onPointerLeave={leave}>
        <Pixels image={picture} label={`${channels} channels; bright where a channel responds`} />
      </div>
      <Detail facts={facts} output={output} unit={chosen.value} />
    </div>
  );
}

/** The channel that is pointed at, else the first, large; with its filter where it has a visible one. */
function Detail({ facts, output, unit }: { facts: LayerFacts; output: Float32Array; unit?: Unit }) {
  const channel = unit?.channel ?? 0;
  const image = channelImage(output, facts.outputShape, channel);
  return (
    <div class="detail">
      <Pixels image={image} label={`Channel ${channel + 1}`} />
      <p>
        Channel {channel + 1}
        <br />
        {unit
          ? `here ${shortNumber(image.values[unit.row * image.width + unit.column])}`
          : `at most ${shortNumber(Math.max(...image.values))}`}
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
