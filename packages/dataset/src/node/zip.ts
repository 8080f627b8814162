import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { DatasetError } from "../errors.js";

const END_OF_DIRECTORY = "PK\x05\x06";
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER_BYTES = 30;
/** The end record is 22 bytes and a comment of up to 65,535. */
const MAX_END_BYTES = 22 + 65_535;
const STORED = 0;
const DEFLATED = 8;

/**
 * Streams one file out of a zip archive (PKWARE's APPNOTE 6.3, archives below 4 GiB) without reading the rest of it.
 * For archives whose digest was verified: no CRC is checked.
 *
 * @throws {DatasetError} `ERR_MNIST_FORMAT` when it is no zip archive or has no such entry
 */
export async function openZipEntry(path: string, name: string): Promise<Readable> {
  const fail = (what: string) =>
    new DatasetError("ERR_MNIST_FORMAT", `${path} ${what}.`, {
      file: path,
      remedy: "Delete it and try again.",
    });
  const archive = await open(path, "r");
  try {
    const read = async (start: number, length: number) => {
      const { buffer, bytesRead } = await archive.read(Buffer.alloc(length), 0, length, start);
      return buffer.subarray(0, bytesRead);
    };
    const { size } = await archive.stat();
    const tail = await read(Math.max(0, size - MAX_END_BYTES), Math.min(size, MAX_END_BYTES));
    const end = tail.lastIndexOf(END_OF_DIRECTORY, undefined, "latin1");
    if (end < 0 || end + 22 > tail.length) throw fail("is not a zip archive");
    const directory = await read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    const entry = findEntry(directory, name);
    if (!entry) throw fail(`has no file ${name}`);
    const local = await read(entry.offset, LOCAL_HEADER_BYTES);
    const start = entry.offset + LOCAL_HEADER_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
    const stream = createReadStream(path, { start, end: start + entry.packedBytes - 1 });
    if (entry.method === STORED) return stream;
    if (entry.method !== DEFLATED) throw fail(`packs ${name} by the unknown method ${entry.method}`);
    const inflated = createInflateRaw();
    stream.on("error", (error) => inflated.destroy(error));
    return stream.pipe(inflated);
  } finally {
    await archive.close();
  }
}

function findEntry(directory: Buffer, name: string) {
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY; ) {
    const nameBytes = directory.readUInt16LE(at + 28);
    if (directory.toString("utf8", at + 46, at + 46 + nameBytes) === name) {
      return {
        method: directory.readUInt16LE(at + 10),
        packedBytes: directory.readUInt32LE(at + 20),
        offset: directory.readUInt32LE(at + 42),
      };
    }
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
}
