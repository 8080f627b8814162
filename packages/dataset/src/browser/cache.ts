import { sha256Hex } from "../digest.js";
import type { DatasetInfo, PackedFileInfo } from "../registry/types.js";

const CACHE_NAME = "@mnist/dataset";

/** Cache Storage keeps answers to requests: the addresses are of this site, and nothing is ever asked of them. */
const keyOf = (info: DatasetInfo, packed: PackedFileInfo) =>
  new URL(`/${CACHE_NAME}/${info.name}/${packed.name}`, location.href).href;

/**
 * A packed file from Cache Storage, verified; a damaged one is thrown away. Undefined when it is not there, or when
 * the page has no Cache Storage (it is not served over HTTPS, or the visitor forbids it).
 */
export async function readCached(info: DatasetInfo, packed: PackedFileInfo): Promise<Uint8Array | undefined> {
  const cache = await openCache();
  const response = await cache?.match(keyOf(info, packed));
  if (!cache || !response) return undefined;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if ((await sha256Hex(bytes)) === packed.sha256) return bytes;
  await cache.delete(keyOf(info, packed));
}

/** Puts a verified packed file into Cache Storage; where there is none or it is full, it is left out. */
export async function writeCached(
  info: DatasetInfo,
  packed: PackedFileInfo,
  bytes: Uint8Array,
): Promise<void> {
  const cache = await openCache();
  await cache?.put(keyOf(info, packed), new Response(bytes as Uint8Array<ArrayBuffer>)).catch(() => {});
}

async function openCache(): Promise<Cache | undefined> {
  if (!("caches" in globalThis)) return undefined;
  return caches.open(CACHE_NAME).catch(() => undefined);
}
