/** SHA-256 as 64 hexadecimal digits. Node's own takes no copy of the bytes, as Web Crypto does in browsers. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const node = globalThis.process?.getBuiltinModule?.("node:crypto");
  if (node) return node.createHash("sha256").update(bytes).digest("hex");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
