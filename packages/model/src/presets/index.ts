import { ModelError } from "../errors.js";
import type { Preset } from "../recipe.js";
import { best } from "./best.js";
import { standard } from "./default.js";
import { fast } from "./fast.js";
import { tiny } from "./tiny.js";

export type PresetName = "fast" | "default" | "tiny" | "best";

/** All presets by name. */
export const presets: Record<PresetName, Required<Preset>> = { fast, default: standard, tiny, best };

/** @throws {ModelError} `ERR_MNIST_ARGUMENT` when there is no such preset */
export function presetNamed(name: string): Preset {
  if (Object.hasOwn(presets, name)) return presets[name as PresetName];
  throw new ModelError(
    "ERR_MNIST_ARGUMENT",
    `no preset named "${name}"; choose one of ${Object.keys(presets).join(", ")}`,
  );
}
