import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Random } from "@mnist/random";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadMnist } from "../src/node/load.js";
import { packedMnist, sha256 } from "./fixture.js";
import { type Mirror, startMirror } from "./mirror.js";

const CHILD = fileURLToPath(new URL("load-child.mjs", import.meta.url));
const isBuilt = existsSync(fileURLToPath(new URL("../dist/index.js", import.meta.url)));
const KILLS = Number(process.env.KILL_RUNS ?? 12);

let folder: string;
let cacheDir: string;
let expected: string;
let mirror: Mirror;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-processes-"));
  cacheDir = join(folder, "cache");
  const { info, files } = await packedMnist();
  await writeFile(join(folder, "info.json"), JSON.stringify(info));
  expected = sha256((await loadMnist({ sources: ["embedded"] })).test.images);
  mirror = await startMirror(files);
});
afterEach(async () => {
  await mirror.close();
  await rm(folder, { recursive: true, force: true });
});

function start() {
  const child = spawn(process.execPath, [CHILD, join(folder, "info.json"), cacheDir, mirror.url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const reader = createInterface(child.stdout).on("line", (line) => lines.push(line));
  /** The last line it printed. */
  const ended = new Promise<string | undefined>((resolve) => child.on("close", () => resolve(lines.at(-1))));
  return { child, ready: once(reader, "line"), ended };
}

describe.skipIf(!isBuilt)("several processes (needs the build in dist)", () => {
  it("8 at once on an empty cache: one downloads, all get the right bytes", async () => {
    const outputs = await Promise.all(Array.from({ length: 8 }, () => start().ended));
    expect(outputs).toEqual(new Array(8).fill(expected));
    expect(mirror.log.length).toBe(2);
    expect((await readdir(join(cacheDir, "mnist"))).length).toBe(2);
  });

  it(`kill -9 at ${KILLS} random moments: the next process is neither stuck nor wrong`, async () => {
    const random = new Random(9, "kills");
    await mkdir(cacheDir);
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, ready, ended } = start();
      await ready;
      await sleep(random.integer(80));
      child.kill("SIGKILL");
      await ended;
      if (kill % 4 < 3) continue; // Kills on top of what kills left behind.
      const started = performance.now();
      expect(await start().ended).toBe(expected);
      expect(performance.now() - started).toBeLessThan(10_000);
      const left = await readdir(join(cacheDir, "mnist"));
      expect(left.filter((name) => !/\.(tmp|part|lock)$/.test(name)).length).toBe(2);
      for (const name of left) if (kill % 8 === 7) await rm(join(cacheDir, "mnist", name));
      if (kill % 8 === 3) await rm(join(cacheDir, "mnist", "t10k-images-idx3-ubyte"));
    }
  }, 600_000);
});
