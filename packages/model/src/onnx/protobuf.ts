/** Writes messages of Protocol Buffers: only what ONNX files need (https://protobuf.dev/programming-guides/encoding). */

/** Bytes of a message, in parts. */
export type Message = Uint8Array[];

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const encoder = new TextEncoder();

/** A whole number of 0 or more, or an enum's value. */
export function integer(field: number, value: number): Message {
  return [tag(field, VARINT), varint(value)];
}

/** Several whole numbers in one field (packed). */
export function integers(field: number, values: readonly number[]): Message {
  return message(field, values.map(varint));
}

export function float(field: number, value: number): Message {
  return [tag(field, FIXED32), new Uint8Array(Float32Array.of(value).buffer)];
}

export function string(field: number, value: string): Message {
  return bytes(field, encoder.encode(value));
}

export function bytes(field: number, value: Uint8Array): Message {
  return [tag(field, LENGTH_DELIMITED), varint(value.length), value];
}

/** A message inside another. */
export function message(field: number, parts: Message): Message {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [tag(field, LENGTH_DELIMITED), varint(length), ...parts];
}

export function join(parts: Message): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function tag(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

/** Seven bits in each byte, the lowest first; the top bit says that more follow. */
function varint(value: number): Uint8Array {
  const groups: number[] = [];
  let rest = value;
  while (rest >= 128) {
    groups.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...groups, rest]);
}
