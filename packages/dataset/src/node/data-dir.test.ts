import { existsSync } from "node:fs";
import { copyFile, cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { embeddedFolder } from "./embedded.js";
import { loadDataset, loadMnist, loadSplit } from "./load.js";

/** Where Debian's package dataset-fashion-mnist puts the files. */
const FASHION_MNIST = "/usr/share/datasets/fashion-mnist";
const MNIST = embeddedFolder() ?? "";
const [IMAGES, LABELS] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-data-dir-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const loadTest = (options = {}) => loadSplit("mnist", "test", { dataDir: folder, ...options });

describe("dataDir", () => {
  it("takes unpacked files", async () => {
    await cp(MNIST, folder, { recursive: true });
    expect((await loadMnist({ dataDir: folder })).train.length).toBe(60_000);
  });

  it("takes gzipped files, whoever gzipped them, and the dotted names of some archives", async () => {
    await writeFile(
      join(folder, `${IMAGES}.gz`),
      gzipSync(await readFile(join(MNIST, IMAGES)), { level: 1 }),
    );
    await copyFile(join(MNIST, LABELS), join(folder, "t10k-labels.idx1-ubyte"));
    const test = await loadTest();
    expect(test.label(0)).toBe(7);
    expect(test.statistics().mean).toBeCloseTo(0.1325, 4);
  });

  it("says which file is missing, and does not look elsewhere", async () => {
    await copyFile(join(MNIST, IMAGES), join(folder, IMAGES));
    await expect(loadTest()).rejects.toMatchObject({
      code: "ERR_MNIST_NOT_FOUND",
      message: expect.stringContaining(`${folder} has no ${LABELS}`),
    });
  });

  it("names the first of several missing files, however the race to look for them ends", async () => {
    for (let i = 0; i < 200; i++) {
      await expect(loadMnist({ dataDir: folder })).rejects.toMatchObject({
        code: "ERR_MNIST_NOT_FOUND",
        file: join(folder, "train-images-idx3-ubyte"),
      });
    }
  });

  it.each([
    ["cut off", async (path: string) => truncate(path, 1000), "ERR_MNIST_SIZE"],
    ["empty", async (path: string) => truncate(path, 0), "ERR_MNIST_SIZE"],
    ["changed in one byte", flipByte, "ERR_MNIST_CHECKSUM"],
  ])("refuses a file that is %s", async (_, damage, code) => {
    await copyFile(join(MNIST, IMAGES), join(folder, IMAGES));
    await copyFile(join(MNIST, LABELS), join(folder, LABELS));
    await damage(join(folder, IMAGES));
    await expect(loadTest()).rejects.toMatchObject({ code, file: join(folder, IMAGES) });
  });

  it.each([
    ["cut off", (gz: Buffer) => gz.subarray(0, 5000)],
    ["no gzip at all", () => Buffer.from("hello")],
    ["of another size", () => gzipSync(Buffer.alloc(5))],
    ["a bomb", () => gzipSync(Buffer.alloc(50_000_000))],
  ])("refuses a .gz file that is %s", async (_, damage) => {
    const gz = gzipSync(await readFile(join(MNIST, IMAGES)), { level: 1 });
    await writeFile(join(folder, `${IMAGES}.gz`), damage(gz));
    await copyFile(join(MNIST, LABELS), join(folder, LABELS));
    await expect(loadTest()).rejects.toMatchObject({
      code: "ERR_MNIST_FORMAT",
      file: join(folder, `${IMAGES}.gz`),
    });
  });

  it("takes data of your own with verify: false, as long as it is images and labels that fit", async () => {
    const images = Uint8Array.of(
      0,
      0,
      8,
      3,
      0,
      0,
      0,
      2,
      0,
      0,
      0,
      28,
      0,
      0,
      0,
      28,
      ...new Array(1568).fill(9),
    );
    await writeFile(join(folder, IMAGES), images);
    await writeFile(join(folder, LABELS), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 3, 4));
    await expect(loadTest()).rejects.toMatchObject({ message: expect.stringContaining("verify: false") });
    expect([...(await loadTest({ verify: false })).labels]).toEqual([3, 4]);
    await writeFile(join(folder, LABELS), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3));
    await expect(loadTest({ verify: false })).rejects.toMatchObject({ code: "ERR_MNIST_FORMAT" });
    await writeFile(join(folder, LABELS), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 3, 11));
    await expect(loadTest({ verify: false })).rejects.toThrow(/label 11 is out of range/);
  });

  it("loads the Fashion-MNIST of Debian", async ({ skip }) => {
    if (!existsSync(FASHION_MNIST)) skip("needs Debian's package dataset-fashion-mnist");
    const { info, train, test } = await loadDataset("fashion-mnist", { dataDir: FASHION_MNIST });
    expect(train.statistics().classCounts).toEqual(new Array(10).fill(6000));
    expect(test.statistics().classCounts).toEqual(new Array(10).fill(1000));
    expect(train.statistics().mean).toBeCloseTo(info.statistics?.mean ?? 0, 4);
    expect(train.statistics().standardDeviation).toBeCloseTo(info.statistics?.standardDeviation ?? 0, 4);
    expect(test.classNames[test.label(0)]).toBe("Ankle boot");
  });
});

async function flipByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[4321] ^= 1;
  await writeFile(path, bytes);
}
