import { describe, expect, it } from "vitest";
import { checkAddress } from "../download/address.js";
import { datasetInfo, datasets } from "./datasets.js";

describe.each(Object.entries(datasets))("%s", (name, info) => {
  const splits = Object.values(info.splits);
  const files = splits.flatMap(({ images, labels }) => [images, labels]);

  it("is found by its name", () => {
    expect(info.name).toBe(name);
    expect(datasetInfo(name)).toBe(info);
  });

  it("has digests and HTTPS mirrors for every file", () => {
    for (const { sha256, packed } of files) {
      expect(packed.sha256).toMatch(/^[0-9a-f]{64}$/);
      if (sha256 !== undefined) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(packed.mirrors.length).toBeGreaterThan(0);
      for (const mirror of packed.mirrors) expect(checkAddress(mirror).protocol).toBe("https:");
    }
  });

  it("has files of the size its samples need", () => {
    for (const { images, start, samples } of splits) {
      const inFile = (images.bytes - 16) / (info.rows * info.columns);
      expect(Number.isInteger(inFile)).toBe(true);
      expect(start + samples).toBeLessThanOrEqual(inFile);
    }
  });

  it("names its classes once each", () => {
    expect(new Set(info.classNames).size).toBe(info.classNames.length);
  });
});

describe("datasetInfo", () => {
  it.each(["nope", "toString", ""])('says which names there are when asked for "%s"', (name) => {
    expect(() => datasetInfo(name)).toThrow(/mnist, fashion-mnist, kmnist/);
  });

  it("gives no two files the same digest but those of one archive", () => {
    const digests = Object.values(datasets)
      .filter(({ name }) => !name.startsWith("emnist"))
      .flatMap(({ splits }) => [splits.train, splits.test])
      .flatMap(({ images, labels }) => [images.packed.sha256, labels.packed.sha256]);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
