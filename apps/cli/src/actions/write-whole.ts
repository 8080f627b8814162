import { rename, writeFile } from "node:fs/promises";

/** Writes a file under a temporary name first, so that a failure leaves an earlier one as it was. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.tmp`, content);
  await rename(`${path}.tmp`, path);
}
