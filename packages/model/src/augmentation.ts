/** The module that the executor's workers load to alter training images: complete in itself, see tsup.config.ts. */
export const augmentationModule = new URL("./augment-worker.js", import.meta.url).href;
