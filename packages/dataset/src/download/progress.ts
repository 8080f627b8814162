/** News of a download. */
export interface Progress {
  /** The data set's name. */
  dataset: string;
  /** The file as the mirror has it. */
  file: string;
  /** The address it comes from. */
  mirror: string;
  receivedBytes: number;
  /** Undefined where the size is not known beforehand. */
  totalBytes?: number;
}

/** Gives a mirror up when in a period this long (milliseconds) less than 1 KiB a second arrives. */
export const DEFAULT_TIMEOUT_MS = 20_000;
