import { type PresetName, presets } from "@mnist/model";
import { NetworkPicker } from "../../recognition/network-picker.js";
import { networkName } from "../../recognition/recognizer.js";
import { Assemble } from "./assemble.js";
import { startFrom } from "./assembly.js";
import { choose, settings, source } from "./state.js";

const names = Object.keys(presets) as PresetName[];

/** A preset's network, one of one's own or the one that reads; always with the recipe of a preset. */
export function NetworkChoice() {
  const chosen = settings.value.preset;
  return (
    <>
      <div class="presets">
        {names.map((name) => (
          <Choice
            key={name}
            title={name}
            detail={presets[name].description}
            checked={source.value === "preset" && chosen === name}
            onChange={() => choose("preset", name)}
          />
        ))}
        <Choice
          title="your own"
          detail={`assemble its layers, starting from ${source.value === "own" ? "a preset" : chosen}`}
          checked={source.value === "own"}
          onChange={() => {
            startFrom(presets[chosen].architecture);
            choose("own", chosen);
          }}
        />
        <Choice
          title="the one in use"
          detail={`${networkName()}: let it learn on`}
          checked={source.value === "in use"}
          onChange={() => choose("in use", chosen)}
        />
      </div>
      {source.value === "own" && (
        <>
          <Assemble />
          <PresetSelect
            label="Start over from"
            onChoose={(name) => {
              startFrom(presets[name].architecture);
              choose("own", name);
            }}
          />
        </>
      )}
      {source.value === "in use" && (
        <>
          <NetworkPicker />
          <PresetSelect label="By the recipe of" onChoose={(name) => choose("in use", name)} />
        </>
      )}
    </>
  );
}

function Choice(props: { title: string; detail: string; checked: boolean; onChange: () => void }) {
  return (
    <label class="preset">
      <input type="radio" name="preset" checked={props.checked} onChange={props.onChange} />
      <span>
        <b>{props.title}</b>
        <small>{props.detail}</small>
      </span>
    </label>
  );
}

function PresetSelect({ label, onChoose }: { label: string; onChoose: (name: PresetName) => void }) {
  return (
    <label class="start-from">
      {label}{" "}
      <select
        value={settings.value.preset}
        onChange={(event) => onChoose(event.currentTarget.value as PresetName)}
      >
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
