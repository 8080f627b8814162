import { DatasetError } from "./errors.js";

/** Whether {@link sha256Hex} works here: browsers have Web Crypto only in pages served over HTTPS or from localhost. */
export const canDigest = (): boolean => globalThis.crypto?.subtle !== undefined;

/**
 * SHA-256 in hexadecimal, by Web Crypto: in browsers and in Node. (Node's own paths hash as they read, with
 * `node:crypto`, which needs no second copy in memory.)
 *
 * @throws {DatasetError} `ERR_MNIST_UNAVAILABLE` where there is no Web Crypto
 */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  if (!canDigest()) {
    const remedy = "Serve the page over HTTPS, or load a bundle.";
    throw new DatasetError("ERR_MNIST_UNAVAILABLE", "This page cannot verify downloads.", { remedy });
  }
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
