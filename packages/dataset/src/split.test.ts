import { beforeAll, describe, expect, it } from "vitest";
import type { Dataset } from "./load.js";
import { loadMnist } from "./node/load.js";
import { shuffledOrder } from "./order.js";
import { Split } from "./split.js";

let mnist: Dataset;
beforeAll(async () => {
  mnist = await loadMnist();
});

const count = (labels: Uint8Array) => {
  const counts = new Array(10).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
};

describe("loadMnist from the embedded files", () => {
  it("gives both splits with the published class counts", () => {
    expect(mnist.train.images.length).toBe(60_000 * 784);
    expect(count(mnist.train.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(mnist.test.images.length).toBe(10_000 * 784);
    expect(count(mnist.test.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });
});

describe("Split", () => {
  it("shows samples without copying them", () => {
    expect(mnist.test.image(3).buffer).toBe(mnist.test.images.buffer);
    expect(mnist.test.filter(7).image(0)).toEqual(mnist.test.image(0));
    expect(mnist.test.filter(7).image(0).buffer).toBe(mnist.test.images.buffer);
  });

  it("goes through every sample once, in the seed's order", () => {
    const { test } = mnist;
    const batches = [...test.batches({ size: 64, shuffle: true, seed: 5, epoch: 2 })];
    expect(batches.length).toBe(157);
    expect(batches.at(-1)?.labels.length).toBe(16);
    const seen = batches.flatMap((batch) => [...batch.indices]);
    expect(seen).toEqual([...shuffledOrder(10_000, 5, 2)]);
    expect(new Set(seen).size).toBe(10_000);
    const { images, labels, indices } = batches[9];
    for (let i = 0; i < labels.length; i++) {
      expect(labels[i]).toBe(test.label(indices[i]));
      expect(images.subarray(i * 784, (i + 1) * 784)).toEqual(test.image(indices[i]));
    }
  });

  it("leaves out a last batch that is not full when asked", () => {
    const sizes = [...mnist.test.slice(0, 10).batches({ size: 4, dropLast: true })].map(
      (b) => b.labels.length,
    );
    expect(sizes).toEqual([4, 4]);
  });

  it("slices as arrays do, without copying", () => {
    const { test } = mnist;
    expect(test.slice(5, 9).images.buffer).toBe(test.images.buffer);
    for (const [start, end] of [
      [0, 3],
      [-3, undefined],
      [9990, 20_000],
      [5, 5],
      [7, 2],
    ]) {
      const slice = test.slice(start, end);
      const expected = test.labels.slice(start, end);
      expect(slice.labels).toEqual(expected);
      if (slice.length > 0)
        expect(slice.image(0)).toEqual(test.image([...test.labels.keys()].slice(start, end)[0]));
    }
  });

  it("makes views of views", () => {
    const view = mnist.test.filter(1, 2).slice(10, 20).subset([9, 0]);
    const all = [...mnist.test.labels.keys()].filter((i) => [1, 2].includes(mnist.test.labels[i]));
    expect([...view.labels]).toEqual([mnist.test.label(all[19]), mnist.test.label(all[10])]);
    expect(view.images.subarray(784)).toEqual(mnist.test.image(all[10]));
  });

  it.each([-1, 10_000, 0.5, Number.NaN])("refuses %s as a sample", (index) => {
    expect(() => mnist.test.image(index)).toThrow(expect.objectContaining({ code: "ERR_MNIST_ARGUMENT" }));
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses %s as a batch size", (size) => {
    const batches = mnist.test.batches({ size });
    expect(() => batches.next()).toThrow(expect.objectContaining({ code: "ERR_MNIST_ARGUMENT" }));
  });

  it("refuses a label without a class name", () => {
    const data = {
      name: "own",
      images: new Uint8Array(3),
      labels: Uint8Array.of(0, 1, 2),
      rows: 1,
      columns: 1,
    };
    expect(() => new Split({ ...data, classNames: ["no", "yes"] })).toThrow(
      expect.objectContaining({
        code: "ERR_MNIST_ARGUMENT",
        message: expect.stringMatching(/no class name for label 2/),
      }),
    );
    expect(new Split({ ...data, classNames: ["no", "yes", "perhaps"] }).label(2)).toBe(2);
  });

  it("refuses positions that no sample has", () => {
    const labels = Uint8Array.of(0, 1, 2);
    const data = { name: "own", images: labels, labels, rows: 1, columns: 1, classNames: ["a", "b", "c"] };
    expect([...new Split(data, Uint32Array.of(2, 0)).labels]).toEqual([2, 0]);
    expect(() => new Split(data, Uint32Array.of(2, 3))).toThrow(
      expect.objectContaining({
        code: "ERR_MNIST_ARGUMENT",
        message: expect.stringMatching(/no sample 3/),
      }),
    );
  });
});
