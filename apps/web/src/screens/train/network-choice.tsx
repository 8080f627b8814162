import { type PresetName, presets } from "@mnist/model";
import { Assemble } from "./assemble.js";
import { startFrom } from "./assembly.js";
import { choosePreset, isOwn, settings } from "./state.js";

const names = Object.keys(presets) as PresetName[];

/** A preset, or a network of one's own; either way with the recipe of a preset. */
export function NetworkChoice() {
  const chosen = settings.value.preset;
  return (
    <>
      <div class="presets">
        {names.map((name) => (
          <label key={name} class="preset">
            <input
              type="radio"
              name="preset"
              checked={!isOwn.value && chosen === name}
              onChange={() => choosePreset(name)}
            />
            <span>
              <b>{name}</b>
              <small>{presets[name].description}</small>
            </span>
          </label>
        ))}
        <label class="preset">
          <input
            type="radio"
            name="preset"
            checked={isOwn.value}
            onChange={() => {
              startFrom(presets[chosen].architecture);
              isOwn.value = true;
            }}
          />
          <span>
            <b>your own</b>
            <small>assemble its layers, starting from {isOwn.value ? "a preset" : chosen}</small>
          </span>
        </label>
      </div>
      {isOwn.value && (
        <>
          <Assemble />
          <label class="start-from">
            Start over from{" "}
            <select
              value={chosen}
              onChange={(event) => {
                const name = event.currentTarget.value as PresetName;
                startFrom(presets[name].architecture);
                choosePreset(name, true);
              }}
            >
              {names.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
    </>
  );
}
