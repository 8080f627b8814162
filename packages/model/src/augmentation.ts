/** What `@mnist/preprocess` may do to an image in training; see its `augment`. */
export interface AugmentationOptions {
  shift?: number;
}

/** URL of the module that the executor's workers load to alter images. */
export const augmentationModule = new URL("./augment-worker.js", import.meta.url).href;
