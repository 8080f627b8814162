import type { Activation, Layer, LayerSummary } from "@mnist/model";
import { integer, shapeText } from "../../ui/format.js";
import { Icon } from "../../ui/icon.js";
import { wordsOf } from "../../ui/layer-words.js";
import {
  type AssembledLayer,
  activations,
  add,
  addable,
  answer,
  change,
  insertFlatten,
  layers,
  move,
  ranges,
  remove,
  summary,
} from "./assembly.js";
import "./assemble.css";

/** The layers of an own network, one below the other: what each gives, and why one does not fit. */
export function Assemble() {
  const { layers: fitting, parameters, error } = summary.value;
  const all = layers.value;
  return (
    <div class="assemble">
      <p class="shape">The image: {shapeText([28, 28, 1])}</p>
      <ol aria-label="Layers of your network">
        {all.map((each, i) => (
          <Row
            key={each.id}
            assembled={each}
            summary={fitting[i]}
            isFirst={i === 0}
            isLast={i === all.length - 1}
          >
            {i === fitting.length && error && <Misfit message={error.message} layer={each.layer} at={i} />}
          </Row>
        ))}
        <li class="answer-row">
          <b>Dense</b> 10 units, softmax: one for each digit
          <Facts summary={fitting[all.length]} />
          {all.length === fitting.length && error && (
            <Misfit message={error.message} layer={answer} at={all.length} />
          )}
        </li>
      </ol>
      <select
        aria-label="Add a layer"
        value=""
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (value) add(value as Layer["kind"]);
          event.currentTarget.value = "";
        }}
      >
        <option value="">+ Add a layer</option>
        {addable.map((kind) => (
          <option key={kind} value={kind}>
            {wordsOf(kind).title}
          </option>
        ))}
      </select>
      <p class="total" role="status">
        {error ? "The layers do not fit together yet." : `${integer(parameters)} parameters`}
      </p>
    </div>
  );
}

function Row(props: {
  assembled: AssembledLayer;
  summary?: LayerSummary;
  isFirst: boolean;
  isLast: boolean;
  children?: preact.ComponentChildren;
}) {
  const { assembled, summary, isFirst, isLast } = props;
  const { id, layer } = assembled;
  const { title, explanation } = wordsOf(layer.kind);
  return (
    <li class={summary ? "" : "misfit"}>
      <div class="head">
        <b title={explanation}>{title}</b>
        <RowButton label={`Move ${title} up`} icon="up" disabled={isFirst} onClick={() => move(id, -1)} />
        <RowButton label={`Move ${title} down`} icon="down" disabled={isLast} onClick={() => move(id, 1)} />
        <RowButton label={`Remove ${title}`} icon="close" onClick={() => remove(id)} />
      </div>
      <Fields id={id} layer={layer} />
      <Facts summary={summary} />
      {props.children}
    </li>
  );
}

function RowButton(props: {
  label: string;
  icon: "up" | "down" | "close";
  disabled?: boolean;
  onClick: () => void;
}) {
  const { label, icon, disabled, onClick } = props;
  return (
    <button
      type="button"
      class="quiet icon-only small"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** Inputs for those values of a layer that can be set. */
function Fields({ id, layer }: AssembledLayer) {
  const values = layer as unknown as Record<string, number | Activation>;
  const numbers = (Object.keys(ranges) as (keyof typeof ranges)[]).filter((name) => name in values);
  if (numbers.length === 0 && !("activation" in values)) return null;
  return (
    <div class="fields">
      {numbers.map((name) => (
        <label key={name}>
          <span>{ranges[name].label}</span>
          <input
            type="number"
            required
            min={ranges[name].min}
            max={ranges[name].max}
            step={ranges[name].step}
            value={values[name]}
            onInput={(event) => {
              const input = event.currentTarget;
              if (input.validity.valid) change(id, { [name]: input.valueAsNumber });
            }}
            onChange={(event) => {
              const input = event.currentTarget;
              if (!input.reportValidity()) input.value = String(values[name]);
            }}
          />
        </label>
      ))}
      {"activation" in values && (
        <label>
          <span>then</span>
          <select
            value={values.activation}
            onChange={(event) => change(id, { activation: event.currentTarget.value as Activation })}
          >
            {activations.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

function Facts({ summary }: { summary?: LayerSummary }) {
  if (!summary) return null;
  return (
    <p class="shape">
      {shapeText(summary.outputShape)}
      {summary.parameters > 0 && ` · ${integer(summary.parameters)} parameters`}
    </p>
  );
}

function Misfit({ message, layer, at }: { message: string; layer: Layer; at: number }) {
  return (
    <p class="why" role="alert">
      {message}{" "}
      {layer.kind === "dense" && (
        <button type="button" class="link" onClick={() => insertFlatten(at)}>
          Put a flatten before it
        </button>
      )}
    </p>
  );
}
