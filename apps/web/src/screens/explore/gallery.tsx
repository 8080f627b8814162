import { useSignal, useSignalEffect } from "@preact/signals";
import { inspect } from "../../inspection.js";
import { percent } from "../../ui/format.js";
import { Pixels } from "../../ui/pixels.js";
import { cell, type Order, order, result, shown } from "./state.js";

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
  const chosen = cell.value;
  return (
    <section class="card gallery" aria-labelledby="gallery-title">
      <header>
        <h2 id="gallery-title" aria-live="polite">
          {chosen ? title(chosen, all.length) : `All ${all.length} mistakes`}
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
                {value.labels[i]} → {value.predictions[i]} <small>{percent(value.confidences[i])}</small>
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

function title({ truth, predicted }: { truth: number; predicted: number }, count: number): string {
  const images = `${count} ${count === 1 ? "image" : "images"}`;
  return truth === predicted
    ? `${images} of ${truth}, read right`
    : `${images} of ${truth} read as ${predicted}`;
}

function imageOf(images: Uint8Array, i: number): Uint8Array {
  return images.subarray(i * 784, (i + 1) * 784);
}
