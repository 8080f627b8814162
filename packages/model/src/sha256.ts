/** Web Crypto hashes beside other work, but takes Node milliseconds to set up: too long for less than this. */
const largeBytes = 2 ** 20;

/** SHA-256 as 64 hexadecimal digits, in Node and in browsers. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const node = bytes.length < largeBytes && globalThis.process?.getBuiltinModule?.("node:crypto");
  if (node) return node.createHash("sha256").update(bytes).digest("hex");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
