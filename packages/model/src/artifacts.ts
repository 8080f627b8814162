/** One weight in {@link ModelArtifacts.weightData}: its name (`layer/kernel`), shape and storage. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: "float32" | "int32" | "bool" | "string" | "complex64";
}

/**
 * A model as tfjs-layers saves it: the contract between those who define a network and those who run it.
 * Structurally a `tf.io.ModelArtifacts`, so `tf.loadLayersModel(tf.io.fromMemory(artifacts))` opens it.
 */
export interface ModelArtifacts {
  /** tfjs-layers topology, `{ class_name: "Sequential" | "Model", config: ... }`. */
  modelTopology: object;
  /** In the order of `weightData`. */
  weightSpecs: WeightSpec[];
  /** All weights, float32 little-endian, one after the other. */
  weightData: ArrayBuffer;
  format?: string;
  generatedBy?: string;
  convertedBy?: string | null;
  /** Free for the model's author: preset, recipe, calibration. */
  userDefinedMetadata?: Record<string, unknown>;
}
