import { type Dataset, type DatasetName, loadDataset } from "@mnist/dataset";
import type { Context } from "../context.js";
import { withDownloads } from "./dataset/sources.js";

/** The flags that say which data set, and where its files are. */
export interface DataOptions {
  dataset: string;
  dataDir?: string;
}

/** Loads the data set the flags name, showing downloads as they come. */
export function loadData(context: Context, { dataset, dataDir }: DataOptions): Promise<Dataset> {
  return withDownloads(context, { dataDir }, (sources) => loadDataset(dataset as DatasetName, sources));
}
