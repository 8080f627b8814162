export type { BundleChunk, BundleManifest, BundleSplit } from "./format.js";
export { type BundleOptions, loadBundle, streamBundle } from "./stream.js";
