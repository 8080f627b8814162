/** What the benchmarks over kinds of pictures have in common: their flags, and keeping the pictures that were misread. */
import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Picture } from "@mnist/preprocess";
import sharp from "sharp";

/** The flags; `samples` are for each kind, `kind` is a part of the wanted kinds' names, `show` a folder. */
export function kindFlags(defaultSamples: number) {
  const { values } = parseArgs({
    options: {
      samples: { type: "string", default: String(defaultSamples) },
      seed: { type: "string", default: "1" },
      model: { type: "string", default: "default" },
      kind: { type: "string" },
      show: { type: "string" },
    },
  });
  return { ...values, samples: Number(values.samples), seed: Number(values.seed) };
}

/** A kind's name as a file's. */
export function fileName(kind: string): string {
  return kind.replaceAll(/[^a-z0-9]+/gi, "-");
}

/** Writes a picture to `folder/name.png`. */
export async function keepPicture(picture: Picture, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { data, width, height, channels } = picture;
  const raw = { width, height, channels: channels as 1 | 3 | 4 };
  await sharp(data, { raw }).toFile(`${folder}/${name}.png`);
}
