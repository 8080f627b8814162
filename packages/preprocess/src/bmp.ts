import { decode } from "bmp-ts";
import type { Picture } from "./picture.js";

const HEADER_BYTES = 26;

/** Whether these bytes begin like a Windows bitmap: "BM", and a header size that exists. */
export function isBmp(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES || bytes[0] !== 0x42 || bytes[1] !== 0x4d) return false;
  const headerSize = new DataView(bytes.buffer, bytes.byteOffset).getUint32(14, true);
  return headerSize >= 12 && headerSize <= 124;
}

/** The size a bitmap's header claims; a negative height there means rows from top to bottom. */
export function bmpSize(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/**
 * Decodes a bitmap's colors; its alpha channel, which most programs leave empty, is not looked at.
 * @throws {Error} when it is damaged or of a kind that is not known
 */
export function decodeBmp(bytes: Uint8Array): Picture {
  const { data, width, height } = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
    toRGBA: true,
  });
  const rows = Math.abs(height);
  const colors = new Uint8Array(width * rows * 3);
  for (let i = 0, o = 0; o < colors.length; i += 4) {
    colors[o++] = data[i];
    colors[o++] = data[i + 1];
    colors[o++] = data[i + 2];
  }
  return { data: colors, width, height: rows, channels: 3 };
}
