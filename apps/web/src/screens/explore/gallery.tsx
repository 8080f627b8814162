import { useSignal, useSignalEffect } from "@preact/signals";
import { inspect } from "../../inspection.js";
import { counted, percent } from "../../ui/format.js";
import { Pixels } from "../../ui/pixels.js";
import { comparison } from "./comparison.js";
import { type Order, order, result, type Selection, selection, shown } from "./state.js";

const PAGE = 60;

/** The test images behind a cell of the confusion matrix, or all mistakes. */
export function Gallery() {
  const count = useSignal(PAGE);
  useSignalEffect(() => {
    void shown.value;
    count.value = PAGE;
  });
  const { value } = result;
  if (!value) return null;
  const all = shown.value;
  const second = selection.value.kind === "outcome" ? comparison.value?.predictions : undefined;
  return (
    <section class="card gallery" aria-labelledby="gallery-title">
      <header>
        <h2 id="gallery-title" aria-live="polite">
          {title(selection.value, all.length)}
        </h2>
        <label>
          <span class="visually-hidden">Order</span>
          <select
            value={order.value}
            onChange={(event) => {
              order.value = event.currentTarget.value as Order;
            }}
          >
            <option value="surest">surest first</option>
            <option value="least sure">least sure first</option>
          </select>
        </label>
      </header>
      <ul>
        {all.slice(0, count.value).map((i) => (
          <li key={i}>
            <button
              type="button"
              title={`Test image ${i}: look inside`}
              onClick={() => {
                inspect(imageOf(value.images, i), `Test image ${i}`);
                location.hash = "#/inside";
              }}
            >
              <Pixels
                image={{ data: imageOf(value.images, i), width: 28, height: 28 }}
                label={`A ${value.labels[i]}`}
              />
              <span>
                {value.labels[i]} → {value.predictions[i]}
                {second && ` | ${second[i]}`} <small>{percent(value.confidences[i])}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {all.length > count.value && (
        <button
          type="button"
          onClick={() => {
            count.value += PAGE;
          }}
        >
          Show more
        </button>
      )}
    </section>
  );
}

function title(chosen: Selection, count: number): string {
  if (chosen.kind === "mistakes") return `All ${count} mistakes`;
  const images = counted(count, "image");
  if (chosen.kind === "outcome") return `${images}: true digit → one in use | other`;
  const { truth, predicted } = chosen;
  return truth === predicted
    ? `${images} of ${truth}, read right`
    : `${images} of ${truth} read as ${predicted}`;
}

function imageOf(images: Uint8Array, i: number): Uint8Array {
  return images.subarray(i * 784, (i + 1) * 784);
}
