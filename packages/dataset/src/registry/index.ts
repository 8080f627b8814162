export { datasetInfo, datasets } from "./datasets.js";
export type { DatasetInfo, DatasetName, FileInfo, PackedFileInfo, SplitInfo } from "./types.js";
