// Where browser tests find a real Chromium: the variable CHROMIUM_PATH, then the system, then (only when asked) an
// installation: Debian's package when we are root, else Playwright's own download.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];
const FIXED_PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** @returns {string | undefined} the path of a Chromium that is already here */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`);
    return named;
  }
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((dir) => NAMES.map((name) => join(dir, name)));
  return [...onPath, ...FIXED_PLACES].find(isExecutable);
}

/** @returns {Promise<{ path?: string, reason?: string }>} a Chromium, installed if need be, or why there is none */
export async function findOrInstallChromium() {
  const found = findChromium();
  if (found) return { path: found };
  console.log("No Chromium found: installing one for the browser tests ...");
  if (process.platform === "linux" && process.getuid?.() === 0 && installDebianPackage()) {
    return { path: findChromium() };
  }
  return downloadWithPlaywright();
}

function installDebianPackage() {
  const apt = (...args) =>
    spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  apt("update", "-qq");
  return apt("install", "-y", "-qq", "--no-install-recommends", "chromium") && findChromium() !== undefined;
}

async function downloadWithPlaywright() {
  try {
    const { chromium } = await import("playwright-core");
    const cli = new URL("cli.js", import.meta.resolve("playwright-core/package.json"));
    if (!existsSync(chromium.executablePath())) {
      spawnSync(process.execPath, [cli.pathname, "install", "chromium"], { stdio: "inherit" });
    }
    if (existsSync(chromium.executablePath())) return { path: chromium.executablePath() };
    return { reason: "Playwright could not download Chromium; install one or set CHROMIUM_PATH" };
  } catch (error) {
    return { reason: `no Chromium could be installed (${error.message}); install one or set CHROMIUM_PATH` };
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
