import { type Dataset, type DatasetName, loadDataset } from "@mnist/dataset";
import type { Context } from "../context.js";

/** The flags that say which data set, and where its files are. */
export interface DataOptions {
  dataset: string;
  dataDir?: string;
}

/** Loads the data set the flags name. */
export function loadData(context: Context, { dataset, dataDir }: DataOptions): Promise<Dataset> {
  return loadDataset(dataset as DatasetName, { dataDir, signal: context.signal });
}
