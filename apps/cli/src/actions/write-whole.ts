import { rename, rm, writeFile } from "node:fs/promises";

/** Writes a file under a temporary name first, so that a failure leaves an earlier one as it was and no half of a new one. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
