// Runs pnpm, in the version package.json pins, on a machine that has only Node and npm:
//   node scripts/pnpm.mjs install
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const { packageManager } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const windows = process.platform === "win32";

/** Runs `pnpm ...args` in the repository's root and returns its exit code; its output goes straight to ours. */
export function pnpm(...args) {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", npm_config_update_notifier: "false" };
  const { status, error } = spawnSync(windows ? "npx.cmd" : "npx", ["--yes", packageManager, ...args], {
    cwd: root,
    env,
    shell: windows,
    stdio: "inherit",
  });
  if (error) throw error;
  return status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = pnpm(...process.argv.slice(2));
