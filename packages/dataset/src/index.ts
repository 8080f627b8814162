export { DatasetError, type DatasetErrorCode, type DatasetErrorDetails } from "./errors.js";
export { type Idx, type IdxArray, parseIdx } from "./idx.js";
export type { Dataset } from "./load.js";
export { type LoadOptions, loadDataset, loadMnist } from "./node/load.js";
export { shuffledOrder } from "./order.js";
export { datasets } from "./registry/index.js";
export type { DatasetInfo, DatasetName, FileInfo, PackedFileInfo, SplitInfo } from "./registry/types.js";
export { type Batch, type BatchOptions, type Sample, Split, type SplitData } from "./split.js";
