import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";

/** Writes `bench/results/<name>.json`, with the machine that measured it. */
export async function writeResult(name: string, result: object): Promise<void> {
  const folder = new URL("../results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  const machine = { cpu: cpus()[0].model, cores: availableParallelism(), node: process.version };
  await writeFile(
    new URL(`${name}.json`, folder),
    `${JSON.stringify({ date: new Date().toISOString(), machine, ...result }, null, 2)}\n`,
  );
}
