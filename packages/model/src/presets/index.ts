import type { Preset } from "../recipe.js";
import { best } from "./best.js";
import { standard } from "./default.js";
import { fast } from "./fast.js";
import { tiny } from "./tiny.js";

export type PresetName = "fast" | "default" | "tiny" | "best";

/** All presets by name. */
export const presets: Record<PresetName, Preset> = { fast, default: standard, tiny, best };
