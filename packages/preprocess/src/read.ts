/** Decoding in Node: sharp (libvips) for all it knows, bmp-ts for bitmaps, with limits that hold before a pixel is decoded. */
import { stat } from "node:fs/promises";
import { addAbortSignal, Readable } from "node:stream";
import sharp, { type Metadata } from "sharp";
import { bmpSize, decodeBmp, isBmp } from "./bmp.js";
import { PictureError } from "./errors.js";
import { openForReading } from "./open.js";
import type { Picture } from "./picture.js";

/** What {@link readImage} refuses to decode, and what ends it. */
export interface ReadLimits {
  /** Most bytes of a file. Default 64 MiB. */
  maxBytes?: number;
  /** Most pixels, width x height. Default 100 million. */
  maxPixels?: number;
  /** Longest side in pixels. Default 32,768. */
  maxSide?: number;
  /** Decode SVG too. It is refused by default: it is a program for drawing, not a picture. */
  svg?: boolean;
  /** Ends the reading of a file or stream, which may be a pipe that nobody writes to; rejects with its reason. */
  signal?: AbortSignal;
}

const FORMATS = "PNG, JPEG, WebP, GIF, TIFF, BMP or AVIF";

/**
 * Reads a picture: upright by its EXIF orientation, 8 bits per channel, sRGB or gray, the first page or frame.
 *
 * @param source a file's path, its bytes, or a stream of them
 * @throws {PictureError} whose message names the file, what is wrong and what to do
 */
export async function readImage(
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
  limits: ReadLimits = {},
): Promise<Picture> {
  const { maxBytes = 64 * 2 ** 20, maxPixels = 100e6, maxSide = 32_768, svg = false, signal } = limits;
  const name = typeof source === "string" ? source : "picture";
  const bytes = await bytesOf(source, name, maxBytes, signal);
  if (bytes.length === 0) {
    throw new PictureError("ERR_MNIST_PICTURE_EMPTY", `${name}: the file is empty (0 bytes); send a picture`);
  }
  const checkSize = (width: number, height: number) => {
    if (width * height > maxPixels || Math.max(width, height) > maxSide) {
      throw tooLarge(name, `${width} x ${height} pixels`, `${maxPixels} pixels and ${maxSide} on a side`);
    }
  };
  if (isBmp(bytes)) {
    const size = bmpSize(bytes);
    checkSize(size.width, size.height);
    try {
      return decodeBmp(bytes);
    } catch (cause) {
      throw unreadable(name, cause, "ERR_MNIST_PICTURE_DAMAGED");
    }
  }
  const open = () => sharp(bytes, { limitInputPixels: maxPixels, failOn: "truncated", pages: 1 });
  let metadata: Metadata;
  try {
    metadata = await open().metadata();
  } catch (cause) {
    throw unreadable(name, cause, "ERR_MNIST_PICTURE_FORMAT");
  }
  const { width, height, format } = metadata;
  if (format === "svg" && !svg) {
    throw new PictureError(
      "ERR_MNIST_PICTURE_SVG",
      `${name}: SVG is refused, because it is drawn by running it; export it as PNG or ask for SVG ({ svg: true })`,
    );
  }
  checkSize(width, height);
  try {
    const { data, info } = await open()
      .autoOrient()
      .toColourspace(metadata.space === "b-w" || metadata.space === "grey16" ? "b-w" : "srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: info.channels };
  } catch (cause) {
    throw unreadable(name, cause, "ERR_MNIST_PICTURE_DAMAGED");
  }
}

function tooLarge(name: string, what: string, limit: string): PictureError {
  return new PictureError(
    "ERR_MNIST_PICTURE_TOO_LARGE",
    `${name}: ${what} are over the limit of ${limit}; send a smaller picture or raise the limit`,
  );
}

function unreadable(
  name: string,
  cause: unknown,
  code: "ERR_MNIST_PICTURE_FORMAT" | "ERR_MNIST_PICTURE_DAMAGED",
) {
  const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
  if (/exceeds pixel limit|too large|dimensions/i.test(reason)) {
    return new PictureError(
      "ERR_MNIST_PICTURE_TOO_LARGE",
      `${name}: ${reason}; send a smaller picture or raise the limit`,
      { cause },
    );
  }
  const message =
    code === "ERR_MNIST_PICTURE_FORMAT"
      ? `${name}: not a picture that can be read (${reason}); send ${FORMATS}`
      : `${name}: the picture is damaged or cut off (${reason}); export or download it again`;
  return new PictureError(code, message, { cause });
}

async function bytesOf(
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
  name: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  if (source instanceof Uint8Array) {
    if (source.length > maxBytes) throw tooLarge(name, `${source.length} bytes`, `${maxBytes} bytes`);
    return source;
  }
  if (typeof source !== "string") {
    if (typeof source?.[Symbol.asyncIterator] !== "function") {
      throw new PictureError(
        "ERR_MNIST_PICTURE_INVALID",
        `${name}: expected a path, a Uint8Array or a stream, got ${Object.prototype.toString.call(source)}`,
      );
    }
    return unlessAborted(collect(source, name, maxBytes), signal);
  }
  try {
    const info = await stat(source);
    if (info.isDirectory()) {
      throw new PictureError(
        "ERR_MNIST_PICTURE_IS_DIRECTORY",
        `${name}: is a folder; name the picture files in it, e.g. ${name.replace(/\/$/, "")}/*.png`,
      );
    }
    if (info.size > maxBytes) throw tooLarge(name, `${info.size} bytes`, `${maxBytes} bytes`);
    const stream = await openForReading(source, info);
    return await collect(signal ? addAbortSignal(signal, stream) : stream, name, maxBytes);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof PictureError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new PictureError("ERR_MNIST_PICTURE_NOT_FOUND", `${name}: no such file; check the path`, {
        cause,
      });
    }
    throw new PictureError(
      "ERR_MNIST_PICTURE_UNREADABLE",
      `${name}: cannot be read (${code ?? cause}); check its permissions`,
      { cause },
    );
  }
}

/** What `promise` gives, or the reason of `signal` as soon as that aborts: a stream may have nothing more to give. */
function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Gathers a stream and stops it as soon as it is too long: a device or a pipe has no size beforehand. */
async function collect(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of Readable.from(stream)) {
    total += chunk.length;
    if (total > maxBytes) throw tooLarge(name, "its bytes", `${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, total);
}
