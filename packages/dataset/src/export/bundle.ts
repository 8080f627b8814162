import { type BundleChunk, type BundleManifest, MANIFEST_NAME } from "../bundle/format.js";
import { checkGiven } from "../check.js";
import { sha256Hex } from "../digest.js";
import type { DatasetInfo } from "../registry/types.js";
import type { Split } from "../split.js";
import type { ExportFile } from "./files.js";

/** About a megabyte: a second or so on a phone. */
const SAMPLES_PER_CHUNK = 5000;

/**
 * Packs splits into the files of a bundle for web apps (see {@link BundleManifest}), chunk by chunk; the manifest
 * comes last, so that a folder with a manifest is whole. Give views (`split.slice(0, 10_000)`) for a smaller bundle.
 */
export async function* toBundle(
  info: DatasetInfo,
  splits: readonly Split[],
): AsyncGenerator<ExportFile, void, undefined> {
  checkGiven({ info, splits });
  const manifest: BundleManifest = {
    format: "mnist-bundle",
    version: 1,
    title: info.title,
    license: info.license,
    citation: info.citation,
    classNames: info.classNames,
    rows: info.rows,
    columns: info.columns,
    splits: {},
  };
  for (const split of splits) {
    const chunks: BundleChunk[] = [];
    for (const { labels, images } of split.batches({ size: SAMPLES_PER_CHUNK })) {
      const unpacked = new Uint8Array(labels.length + images.length);
      unpacked.set(labels);
      unpacked.set(images, labels.length);
      const bytes = await gzip(unpacked);
      // Not .gz: some servers would take it for a file to be unpacked on the way.
      const file = `${split.name}-${String(chunks.length).padStart(3, "0")}.bin`;
      chunks.push({ file, samples: labels.length, bytes: bytes.length, sha256: await sha256Hex(unpacked) });
      yield { path: file, content: [bytes] };
    }
    manifest.splits[split.name] = { samples: split.length, chunks };
  }
  yield { path: MANIFEST_NAME, content: [`${JSON.stringify(manifest, null, 1)}\n`] };
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
