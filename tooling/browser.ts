import { type Browser, chromium } from "playwright-core";

/** Why browser tests cannot run here, or undefined when they can: `describe.skipIf(noBrowser)`. */
export const noBrowser = process.env.CHROMIUM_PATH
  ? undefined
  : "no Chromium: install one, or set CHROMIUM_PATH to its executable";

/** Starts the real Chromium that vitest.config.ts found, quiet about the outside world. */
export function launchBrowser(...args: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });
}
