import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why tests in Firefox cannot run here, or undefined when they can. */
export const noFirefox = process.env.FIREFOX_PATH
  ? undefined
  : "no Firefox: install one, or set FIREFOX_PATH to its executable";

/**
 * Opens a page in the real Firefox that vitest.config.ts found, with nothing attached to it: what automates Firefox also
 * changes how it starts workers. The page tells its server what came out.
 *
 * @returns what ends it
 */
export async function openInFirefox(url: string): Promise<() => Promise<void>> {
  const profile = await mkdtemp(join(tmpdir(), "mnist-firefox-"));
  const firefox = spawn(
    process.env.FIREFOX_PATH ?? "",
    ["--headless", "--no-remote", "--profile", profile, url],
    {
      stdio: "ignore",
    },
  );
  const ended = new Promise((resolve) => firefox.once("close", resolve));
  return async () => {
    firefox.kill();
    await ended;
    await rm(profile, { recursive: true, maxRetries: 10 });
  };
}
