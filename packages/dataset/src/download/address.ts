import { DatasetError } from "../errors.js";

/**
 * Checks that `address` may be downloaded from: HTTPS anywhere, plain HTTP only from this machine itself
 * (localhost, 127.0.0.0/8, ::1), where nobody can listen in between and where the tests' mirror lives.
 *
 * @throws {DatasetError} `ERR_MNIST_ARGUMENT`
 */
export function checkAddress(address: string): URL {
  const remedy = "Give an https:// address.";
  if (!URL.canParse(address)) {
    throw new DatasetError("ERR_MNIST_ARGUMENT", `"${address}" is not an address.`, {
      mirror: address,
      remedy,
    });
  }
  const url = new URL(address);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback)) {
    const message = `Data is downloaded over HTTPS only, got ${address}.`;
    throw new DatasetError("ERR_MNIST_ARGUMENT", message, { mirror: address, remedy });
  }
  return url;
}
