import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** Why a disk of our own size cannot be had here, or undefined when it can. */
export const noSmallDisk =
  process.platform === "linux" && process.getuid?.() === 0 ? mountProblem() : "mounting needs root on Linux";

/** Mounts an empty file system of `kilobytes` at `folder`; returns what unmounts it. */
export function mountSmallDisk(folder: string, kilobytes: number): () => void {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]);
  return () => execFileSync("umount", [folder]);
}

/** Makes a mounted file system read-only. */
export function makeReadOnly(folder: string): void {
  execFileSync("mount", ["-o", "remount,ro", folder]);
}

function mountProblem(): string | undefined {
  const folder = `/tmp/mnist-mount-probe-${process.pid}`;
  try {
    mountSmallDisk(folder, 16)();
    return undefined;
  } catch (error) {
    return `mount failed: ${(error as Error).message.split("\n")[0]}`;
  }
}
