/**
 * Encodes small grayscale images as PNG, without compression: 28 x 28 pixels take 880 bytes, so that a report of 200
 * images stays far below 2 MB, and no zlib is needed, which browsers only have asynchronously.
 * https://www.w3.org/TR/png-3/
 */

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A deflate block that is stored as it is cannot be longer. */
const MAX_BLOCK_BYTES = 65_535;

/**
 * @param pixels [height, width], 0 = black, 255 = white; with a filter byte per row they must fit one deflate block
 * @returns a `data:` URL
 */
export function grayscalePng(pixels: Uint8Array, width: number, height: number): string {
  const scanlines = new Uint8Array(height * (width + 1));
  if (scanlines.length > MAX_BLOCK_BYTES)
    throw new RangeError(`png: ${width} x ${height} pixels are too many`);
  for (let y = 0; y < height; y++) {
    scanlines.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const header = concat(uint32(width), uint32(height), [8, 0, 0, 0, 0]);
  const png = concat(
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", stored(scanlines)),
    chunk("IEND", new Uint8Array(0)),
  );
  return `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
}

/** A zlib stream of one stored block (RFC 1950 and 1951). */
function stored(data: Uint8Array): Uint8Array {
  const length = [data.length & 255, data.length >> 8];
  return concat([0x78, 0x01, 1, ...length, ...length.map((byte) => byte ^ 255)], data, uint32(adler32(data)));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concat(new TextEncoder().encode(type), data);
  return concat(uint32(data.length), body, uint32(crc32(body)));
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function concat(...parts: (Uint8Array | number[])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

function crc32(data: Uint8Array): number {
  let crc = -1;
  for (const byte of data) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let crc = n;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
