// Where browser tests find a real browser: the variable that names it, then the system, then (only when asked) an
// installation: Debian's package when we are root, else, of Chromium, Playwright's own download.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const CHROMIUM = {
  variable: "CHROMIUM_PATH",
  names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"],
  places: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
  debianPackage: "chromium",
};
const FIREFOX = {
  variable: "FIREFOX_PATH",
  names: ["firefox", "firefox-esr"],
  places: [
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
  ],
  debianPackage: "firefox-esr",
};

/** @returns {string | undefined} the path of a Chromium that is already here */
export const findChromium = () => find(CHROMIUM);
/** @returns {string | undefined} the path of a Firefox that is already here */
export const findFirefox = () => find(FIREFOX);

/** @returns {Promise<{ path?: string, reason?: string }>} a Chromium, installed if need be, or why there is none */
export async function findOrInstallChromium() {
  const path = findOrInstallPackage(CHROMIUM);
  return path ? { path } : downloadWithPlaywright();
}

/** @returns {string | undefined} the path of a Firefox, installed if it can be */
export const findOrInstallFirefox = () => findOrInstallPackage(FIREFOX);

function find({ variable, names, places }) {
  const named = process.env[variable];
  if (named) {
    if (!existsSync(named)) throw new Error(`${variable} names ${named}, which does not exist`);
    return named;
  }
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((dir) => names.map((name) => join(dir, name)));
  return [...onPath, ...places].find(isExecutable);
}

function findOrInstallPackage(browser) {
  const found = find(browser);
  if (found || process.platform !== "linux" || process.getuid?.() !== 0) return found;
  console.log(`Installing ${browser.debianPackage} for the browser tests ...`);
  const apt = (...args) =>
    spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  apt("update", "-qq");
  apt("install", "-y", "-qq", "--no-install-recommends", browser.debianPackage);
  return find(browser);
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
