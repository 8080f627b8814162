import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { doctor } from "../src/node/doctor.js";
import { packedMnist } from "./fixture.js";
import { type Mirror, startMirror } from "./mirror.js";

let folder: string;
let mirrors: Mirror[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-doctor-"));
  mirrors = [];
});
afterEach(async () => {
  await Promise.all(mirrors.map((mirror) => mirror.close()));
  await rm(folder, { recursive: true, force: true });
});

describe("doctor", () => {
  it("tells for each source and mirror whether it works, and why not", async () => {
    const { info, files } = await packedMnist();
    mirrors.push(await startMirror(files));
    mirrors.push(await startMirror(files, ({ response }) => response.end("<html>log in</html>")));
    const diagnoses = await doctor(info, {
      cacheDir: folder,
      dataDir: join(folder, "nothing"),
      mirrors: mirrors.map(({ url }) => url),
    });
    expect(diagnoses.map(({ source, works }) => [source, works])).toEqual([
      ["dataDir", false],
      ["cache", false],
      ["cache", true],
      ["embedded", true],
      ["mirrors", true],
      ["mirrors", false],
    ]);
    expect(diagnoses[0].message).toMatch(/has no .*-ubyte/);
    expect(diagnoses[1].message).toMatch(/not in the cache yet/);
    expect(diagnoses[4].message).toMatch(/right SHA-256/);
    expect(diagnoses[5].message).toMatch(/<html>log in/);
  });

  it("asks no mirror when offline", async () => {
    const { info, files } = await packedMnist();
    mirrors.push(await startMirror(files));
    const diagnoses = await doctor(info, { cacheDir: folder, mirrors: [mirrors[0].url], offline: true });
    expect(diagnoses.at(-1)).toMatchObject({ source: "mirrors", works: false });
    expect(mirrors[0].log).toEqual([]);
  });
});
