// `npm test`: sets up, checks formatting, lint and types, builds, and runs every test of every package.
// Ends with the line "N passed, N failed".
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pnpm } from "./pnpm.mjs";

const ci = Boolean(process.env.CI);

step("install", () => pnpm("install", "--frozen-lockfile", "--prefer-offline"));
const { findOrInstallChromium, findOrInstallFirefox } = await import("./browsers.mjs");
const chromium = await findOrInstallChromium();
if (chromium.path) process.env.CHROMIUM_PATH = chromium.path;
else if (ci) finish(0, 1, 0, `no browser to test in: ${chromium.reason}`);
const firefox = findOrInstallFirefox();
if (firefox) process.env.FIREFOX_PATH = firefox;
step("lint", () => pnpm("exec", "biome", "check", "."));
step("build and types", () => pnpm("exec", "turbo", "run", "build", "types", "--output-logs=errors-only"));

const folder = mkdtempSync(join(tmpdir(), "mnist-test-"));
const resultFile = join(folder, "results.json");
pnpm("exec", "vitest", "run", "--reporter=default", "--reporter=json", `--outputFile=${resultFile}`);
const results = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, "utf8")) : undefined;
rmSync(folder, { recursive: true });
if (!results) finish(0, 1, 0, "vitest ended without results");

// A file that fails to load has no tests of its own, yet is a failure.
const brokenFiles = results.testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.length === 0,
);
const skipped = results.numPendingTests + results.numTodoTests;
if (!chromium.path) console.log(`Browser tests were skipped: ${chromium.reason}.`);
if (!firefox) console.log("Tests in Firefox were skipped: install it, or set FIREFOX_PATH.");
finish(results.numPassedTests, results.numFailedTests + brokenFiles.length, skipped);

function step(name, run) {
  console.log(`\n> ${name}`);
  if (run() !== 0) finish(0, 1, 0, `"${name}" failed`);
}

function finish(passed, failed, skipped, reason) {
  if (reason) console.error(reason);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}
