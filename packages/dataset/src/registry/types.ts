/** Names of the data sets in the registry. */
export type DatasetName =
  | "mnist"
  | "fashion-mnist"
  | "kmnist"
  | "qmnist"
  | "emnist-balanced"
  | "emnist-byclass"
  | "emnist-bymerge"
  | "emnist-digits"
  | "emnist-letters"
  | "emnist-mnist";

/** What is known of a data set before it is loaded. */
export interface DatasetInfo {
  name: string;
  title: string;
  /** One sentence about what the images show. */
  description: string;
  homepage: string;
  /** The terms of use as its authors state them: an SPDX identifier where they name a license. */
  license: string;
  /** How to cite it. */
  citation: string;
  /** What each label means: `classNames[label]`. */
  classNames: readonly string[];
  rows: number;
  columns: number;
  /** The number the files use for the first class; `loadDataset` gives labels from 0. */
  firstLabel: number;
  /** Whether the files hold the images transposed; `loadDataset` turns them upright. */
  transposed: boolean;
  /** Mean and standard deviation of the training pixels divided by 255; undefined where we have not had the files. */
  statistics?: { mean: number; standardDeviation: number };
  /** The splits, "train" and "test" first. */
  splits: { train: SplitInfo; test: SplitInfo; [name: string]: SplitInfo };
}

/** Which part of which files makes a split. */
export interface SplitInfo {
  images: FileInfo;
  labels: FileInfo;
  /** Number of samples. */
  samples: number;
  /** The first sample's place in the files. */
  start: number;
}

/** One file of a data set and how to know it when it comes. */
export interface FileInfo {
  /** Name of the unpacked file, in the cache and in a folder of the user's. */
  name: string;
  /** Size of the unpacked file in bytes. */
  bytes: number;
  /**
   * SHA-256 of the unpacked file in hexadecimal. Undefined where it is not published and we have not had the file
   * ourselves: then the packed file's digest vouches for a download, and the cache keeps the digest of what came out.
   */
  sha256?: string;
  packed: PackedFileInfo;
}

/** A file as the mirrors have it. */
export interface PackedFileInfo {
  name: string;
  /** Size in bytes; undefined where it is not published. */
  bytes?: number;
  /** SHA-256 in hexadecimal, as published. */
  sha256: string;
  /** HTTPS addresses of the file, in the order they are tried. */
  mirrors: readonly string[];
  /** The path of the file's .gz inside, when the packed file is a zip archive of many. */
  entry?: string;
}
