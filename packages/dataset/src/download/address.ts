import { refuse } from "../errors.js";
import type { FileInfo } from "../registry/types.js";

/**
 * Checks that `address` may be downloaded from: HTTPS anywhere, plain HTTP only from this machine itself
 * (localhost, 127.0.0.0/8, ::1), where nobody can listen in between and where the tests' mirror lives, and, in a browser,
 * from the page's own origin.
 *
 * @throws {DatasetError} `ERR_MNIST_ARGUMENT`
 */
export function checkAddress(address: string): URL {
  const remedy = "Give an https:// address.";
  if (!URL.canParse(address)) {
    refuse(`"${address}" is not an address.`, { mirror: address, remedy });
  }
  const url = new URL(address);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isOwnOrigin = url.origin === globalThis.location?.origin;
  if (url.protocol !== "https:" && !(url.protocol === "http:" && (isLoopback || isOwnOrigin))) {
    const message = `Data is downloaded over HTTPS only, got ${address}.`;
    refuse(message, { mirror: address, remedy });
  }
  return url;
}

/** The addresses of a packed file: in the user's mirrors, when there are any, else the registry's. */
export function addressesOf(file: FileInfo, mirrors?: readonly string[]): readonly string[] {
  if (!mirrors) return file.packed.mirrors;
  return mirrors.map((mirror) => new URL(file.packed.name, checkAddress(mirror.replace(/\/*$/, "/"))).href);
}
