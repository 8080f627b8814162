import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { parseIdx } from "@mnist/dataset";

/** Pixels of Debian's copy of the Fashion-MNIST test set (package dataset-fashion-mnist), if it is installed. */
export async function fashionImages(): Promise<Uint8Array | undefined> {
  try {
    const file = await readFile("/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz");
    return parseIdx(gunzipSync(file)).data as Uint8Array;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
