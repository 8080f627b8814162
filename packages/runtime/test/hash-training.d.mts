import type { CompileOptions, compile, ModelArtifacts } from "../dist/index.js";

export interface Job {
  artifacts: ModelArtifacts;
  images: Uint8Array;
  labels: Uint8Array;
  order: Uint32Array;
  batchSize: number;
  /** URL of the augmentation's module. */
  augment: string;
}

export function hashTraining(
  run: typeof compile,
  job: Job,
  options: CompileOptions,
): Promise<{ sha256: string; loss: number; threads: number; simd: string; predictions: string }>;
