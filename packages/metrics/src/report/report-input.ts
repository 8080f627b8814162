import type { EvaluationInput } from "../evaluate.js";
import type { EpochMetrics } from "../svg/training-curves.js";

/** Facts about a model or a data set, in the order in which they are shown. */
export type Identity = Record<string, string | number>;

export interface ReportInput extends EvaluationInput {
  /** Default "Classifier report". */
  title?: string;
  /** What identifies the model: name, preset, seed, parameters, SHA-256 of the weights ... */
  model?: Identity;
  /** What identifies the data: name, split, source, checksum ... */
  dataset?: Identity;
  /** The epochs of the training, for the training curves. */
  history?: readonly EpochMetrics[];
  /** Pixels [N, 28, 28], 0 = background, 255 = ink. */
  images?: Uint8Array;
  /** The name of each sample [N], e.g. its file; "#" and its index when left out. */
  sampleNames?: readonly string[];
  /** How many images are shown at most. Default 200, some 350 kB. */
  maxImages?: number;
}
