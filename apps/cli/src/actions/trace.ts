import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { toPng } from "@mnist/dataset/export";
import { IMAGE_SIZE, type Segmentation, type Trace } from "@mnist/preprocess";
import { writeWhole } from "./write-whole.js";

/** For each file a folder in `parent` with its name; of several such files the later ones get a number. */
export function traceFolders(parent: string, files: readonly string[]): string[] {
  const owners = new Map<string, string>();
  return files.map((file) => {
    const owner = resolve(file);
    const name = basename(owner); // that of ".." is no name to make a folder of
    for (let number = 1; ; number++) {
      const folder = join(parent, number === 1 ? name : `${name}-${number}`);
      if ((owners.get(folder) ?? owner) !== owner) continue;
      owners.set(folder, owner);
      return folder;
    }
  });
}

/** What {@link saveTrace} writes. */
const traceFile = /^(1-gray|2-contrast|3-ink|4-network(-\d+)?)\.png$|^decisions\.json$/;

/** Removes the steps of an earlier picture from `folder`, and nothing else; also before one that will be refused. */
export async function clearTrace(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const name of names) if (traceFile.test(name)) await rm(join(folder, name));
}

/**
 * Writes every step from a picture to what the network saw into `folder`: numbered PNG files, and `decisions.json`
 * with what was decided on the way.
 */
export async function saveTrace(
  folder: string,
  trace: Trace | Segmentation["trace"],
  images: readonly Uint8Array[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { gray, contrast } = trace;
  const pictures: Record<string, Uint8Array> = {
    "1-gray": toPng(gray.data, gray.width, gray.height),
    "2-contrast": toPng(contrast.data, contrast.width, contrast.height),
  };
  if ("ink" in trace) {
    const { data, width, height } = trace.ink;
    pictures["3-ink"] = toPng(Uint8Array.from(data), width, height);
  }
  images.forEach((image, i) => {
    const place = images.length > 1 ? `-${i + 1}` : "";
    pictures[`4-network${place}`] = toPng(image, IMAGE_SIZE, IMAGE_SIZE);
  });
  for (const [name, png] of Object.entries(pictures)) await writeWhole(join(folder, `${name}.png`), png);
  await writeWhole(join(folder, "decisions.json"), `${JSON.stringify(decisions(trace), null, 2)}\n`);
}

function decisions(trace: Trace | Segmentation["trace"]): object {
  const { polarity, polarityEvidence, grayDecision, levels, lines } = trace;
  const own = "box" in trace ? { box: trace.box, stroke: trace.stroke } : {};
  return { polarity, polarityEvidence, gray: grayDecision, levels, ruledLines: lines.length, ...own };
}
