import { mnist } from "./mnist.js";
import type { DatasetInfo, DatasetName } from "./types.js";

/** Every data set this package knows, by name. */
export const datasets: Readonly<Partial<Record<DatasetName, DatasetInfo>>> = { mnist };
