import { checkGiven } from "../check.js";
import type { DatasetInfo } from "../registry/types.js";
import type { Split } from "../split.js";
import { toBundle } from "./bundle.js";
import { toCsv } from "./csv.js";
import { toIdx } from "./idx.js";
import { toNpz } from "./npz.js";
import { toPng } from "./png.js";

/** The forms a data set can be exported in. */
export const EXPORT_FORMATS = ["png", "csv", "npz", "idx", "bundle"] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A file to be written: its path below the folder of the export, with slashes, and its content in pieces. */
export interface ExportFile {
  path: string;
  content: Iterable<Uint8Array | string>;
}

/**
 * The files of an export, made one by one as they are asked for:
 *
 * - png: `<split>/<label>/<index>.png`, the layout torchvision's ImageFolder and Keras's image_dataset_from_directory
 *   read
 * - csv: `<split>.csv` (see {@link toCsv})
 * - npz: `<data set>.npz` (see {@link toNpz})
 * - idx: MNIST's own format under MNIST's file names, images upright, labels from 0
 * - bundle: for web apps (see {@link toBundle})
 */
export async function* exportFiles(
  info: DatasetInfo,
  splits: readonly Split[],
  format: ExportFormat,
): AsyncGenerator<ExportFile, void, undefined> {
  checkGiven({ info, splits, format });
  if (format === "bundle") return yield* toBundle(info, splits);
  if (format === "npz") return yield { path: `${info.name}.npz`, content: [toNpz(splits)] };
  for (const split of splits) {
    if (format === "png") yield* pngFiles(split);
    else if (format === "csv") yield { path: `${split.name}.csv`, content: toCsv(split) };
    else yield* idxFiles(split);
  }
}

/** All files of an export in memory: their content by path. */
export async function collectFiles(files: AsyncIterable<ExportFile>): Promise<Map<string, Uint8Array>> {
  checkGiven({ files });
  const collected = new Map<string, Uint8Array>();
  for await (const { path, content } of files) {
    const whole = new Blob([...content] as (Uint8Array<ArrayBuffer> | string)[]);
    collected.set(path, new Uint8Array(await whole.arrayBuffer()));
  }
  return collected;
}

function* pngFiles(split: Split): Generator<ExportFile> {
  const digits = String(split.length - 1).length;
  for (let i = 0; i < split.length; i++) {
    const name = String(i).padStart(digits, "0");
    const png = toPng(split.image(i), split.columns, split.rows);
    yield { path: `${split.name}/${split.label(i)}/${name}.png`, content: [png] };
  }
}

function* idxFiles(split: Split): Generator<ExportFile> {
  const { images, labels } = toIdx(split);
  const name = split.name === "test" ? "t10k" : split.name;
  yield { path: `${name}-images-idx3-ubyte`, content: [images] };
  yield { path: `${name}-labels-idx1-ubyte`, content: [labels] };
}
