import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, type Zippable, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toIdx } from "../src/export/idx.js";
import { loadDataset, loadMnist } from "../src/node/load.js";
import { emnistLetters } from "../src/registry/emnist.js";
import { qmnist } from "../src/registry/qmnist.js";
import type { DatasetInfo, FileInfo, SplitInfo } from "../src/registry/types.js";
import { Split } from "../src/split.js";
import { sha256 } from "./fixture.js";
import { type Mirror, startMirror } from "./mirror.js";

let folder: string;
let mirror: Mirror;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-emnist-"));
});
afterEach(async () => {
  await mirror?.close();
  await rm(folder, { recursive: true, force: true });
});

const load = (info: DatasetInfo, original = false) =>
  loadDataset(info, { cacheDir: folder, sources: ["cache", "mirrors"], mirrors: [mirror.url], original });

/** MNIST's digits in the form of EMNIST's letters: transposed, labels from 1. */
function asLetters(split: Split): { images: Uint8Array; labels: Uint8Array } {
  const images = new Uint8Array(split.length * 784);
  for (let i = 0; i < images.length; i++) {
    const [sample, row, column] = [Math.floor(i / 784), Math.floor((i % 784) / 28), i % 28];
    images[i] = split.image(sample)[column * 28 + row];
  }
  const labels = split.labels.map((label) => label + 1);
  const classNames = ["", ...split.classNames];
  return toIdx(new Split({ name: "x", classNames, images, labels, rows: 28, columns: 28 }));
}

describe("EMNIST", () => {
  it.each(["deflated", "stored"])(
    "comes out of the one archive (%s), upright, labels from 0",
    async (method) => {
      const mnist = await loadMnist({ sources: ["embedded"] });
      const parts = { train: mnist.train.slice(0, 300), test: mnist.test.slice(0, 50) };
      const entries: Zippable = { "gzip/other.gz": new Uint8Array(1000) };
      const splits: Partial<DatasetInfo["splits"]> = {};
      for (const name of ["train", "test"] as const) {
        const { images, labels } = emnistLetters.splits[name];
        const idx = asLetters(parts[name]);
        entries[images.packed.entry!] = gzipSync(idx.images);
        entries[labels.packed.entry!] = gzipSync(idx.labels);
        splits[name] = {
          images: { ...images, bytes: idx.images.length },
          labels: { ...labels, bytes: idx.labels.length },
          samples: parts[name].length,
          start: 0,
        };
      }
      const archive = zipSync(entries, { level: method === "stored" ? 0 : 6 });
      const { name } = emnistLetters.splits.train.images.packed;
      const repack = (file: FileInfo) => ({
        ...file,
        packed: { ...file.packed, bytes: archive.length, sha256: sha256(archive) },
      });
      const repackSplit = (split: SplitInfo) => ({
        ...split,
        images: repack(split.images),
        labels: repack(split.labels),
      });
      const info: DatasetInfo = {
        ...emnistLetters,
        splits: { train: repackSplit(splits.train!), test: repackSplit(splits.test!) },
      };
      mirror = await startMirror(new Map([[name, archive]]));

      const { train, test } = await load(info);
      expect(Buffer.compare(train.images, parts.train.images)).toBe(0);
      expect(test.labels).toEqual(parts.test.labels);
      expect(train.classNames[train.label(0)]).toBe("F");
      expect(mirror.log).toEqual([name]);
      expect(await readdir(folder)).toContain(name);

      const original = await load(info, true);
      expect(original.train.label(0)).toBe(parts.train.label(0) + 1);
      expect(original.train.classNames[original.train.label(0)]).toBe("F");
      expect(original.train.image(0)[3 * 28 + 15]).toBe(parts.train.image(0)[15 * 28 + 3]);
    },
  );
});

describe("QMNIST", () => {
  it("takes the first of eight numbers as the label, and parts the test files", async () => {
    const { test } = await loadMnist({ sources: ["embedded"] });
    const part = test.slice(0, 100);
    const { images } = toIdx(part);
    const labels = new Uint8Array(12 + part.length * 8 * 4);
    const view = new DataView(labels.buffer);
    labels.set([0, 0, 0x0c, 2]);
    view.setUint32(4, part.length);
    view.setUint32(8, 8);
    for (let i = 0; i < part.length; i++) {
      for (let column = 0; column < 8; column++) {
        view.setInt32(12 + 4 * (8 * i + column), column === 0 ? part.label(i) : 1000 + column);
      }
    }
    const packed = new Map<string, Uint8Array>();
    const repack = (file: FileInfo, bytes: Uint8Array): FileInfo => {
      const gz = gzipSync(bytes);
      packed.set(file.packed.name, gz);
      return { ...file, bytes: bytes.length, packed: { ...file.packed, sha256: sha256(gz) } };
    };
    const whole = (split: SplitInfo) => ({
      images: repack(split.images, images),
      labels: repack(split.labels, labels),
    });
    const testFiles = whole(qmnist.splits.test);
    mirror = await startMirror(packed);
    const loaded = await load({
      ...qmnist,
      splits: {
        train: { ...whole(qmnist.splits.train), samples: 100, start: 0 },
        test: { ...testFiles, samples: 100, start: 0 },
        test10k: { ...testFiles, samples: 10, start: 0 },
        test50k: { ...testFiles, samples: 90, start: 10 },
      },
    });
    expect(loaded.train.labels).toEqual(part.labels);
    expect(loaded.splits.test10k.labels).toEqual(part.labels.subarray(0, 10));
    expect(loaded.splits.test50k.length).toBe(90);
    expect(loaded.splits.test50k.image(0)).toEqual(part.image(10));
    expect(mirror.log.length).toBe(4);
  });
});
