import { decode } from "fast-png";
import { unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { parseIdx } from "../idx.js";
import { loadMnist } from "../node/load.js";
import { mnist } from "../registry/mnist.js";
import type { Split } from "../split.js";
import { toCsv } from "./csv.js";
import { exportFiles } from "./files.js";
import { toIdx } from "./idx.js";
import { toNpz } from "./npz.js";
import { toPng } from "./png.js";

let train: Split;
let test: Split;
beforeAll(async () => {
  const loaded = await loadMnist({ sources: ["embedded"] });
  train = loaded.train.slice(0, 1234);
  test = loaded.test;
});

describe("toPng", () => {
  it("gives a grayscale PNG of the same pixels", () => {
    const { width, height, channels, depth, data } = decode(toPng(test.image(5), 28, 28));
    expect({ width, height, channels, depth }).toEqual({ width: 28, height: 28, channels: 1, depth: 8 });
    expect(new Uint8Array(data)).toEqual(test.image(5));
  });

  it("inverts when asked", () => {
    const { data } = decode(toPng(Uint8Array.of(0, 100, 255), 3, 1, true));
    expect([...data]).toEqual([255, 155, 0]);
  });
});

describe("toCsv", () => {
  it("has a header and a line for each sample", () => {
    const lines = [...toCsv(train)].join("").split("\r\n");
    expect(lines.length).toBe(1 + 1234 + 1);
    expect(lines[0].split(",").slice(0, 3)).toEqual(["label", "1x1", "1x2"]);
    expect(lines[0].split(",").at(-1)).toBe("28x28");
    const [label, ...pixels] = lines[1000 + 1].split(",").map(Number);
    expect(label).toBe(train.label(1000));
    expect(Uint8Array.from(pixels)).toEqual(train.image(1000));
  });
});

describe("toNpz", () => {
  it("names and shapes arrays as Keras's mnist.npz does", () => {
    const entries = unzipSync(toNpz([train, test]));
    expect(Object.keys(entries)).toEqual(["x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy"]);
    const npy = Buffer.from(entries["x_train.npy"]);
    expect(npy.subarray(0, 8)).toEqual(Buffer.from("\x93NUMPY\x01\x00", "latin1"));
    const dataStart = 10 + npy.readUInt16LE(8);
    expect(dataStart % 64).toBe(0);
    expect(npy.toString("latin1", 10, dataStart)).toMatch(
      /^\{'descr': '\|u1', 'fortran_order': False, 'shape': \(1234, 28, 28,\), \} *\n$/,
    );
    expect(npy.subarray(dataStart).equals(train.images)).toBe(true);
  });
});

describe("toIdx", () => {
  it("is what parseIdx reads", () => {
    const { images, labels } = toIdx(train);
    const { shape, data } = parseIdx(images);
    expect(shape).toEqual([1234, 28, 28]);
    expect(Buffer.from(data.buffer, data.byteOffset).equals(train.images)).toBe(true);
    expect(parseIdx(labels)).toEqual({ shape: [1234], data: train.labels });
  });
});

describe("exportFiles", () => {
  const paths = async (format: "png" | "csv" | "npz" | "idx" | "bundle") => {
    const found: string[] = [];
    for await (const { path } of exportFiles(mnist, [train, test.slice(0, 11)], format)) found.push(path);
    return found;
  };

  it.each([
    ["csv", ["train.csv", "test.csv"]],
    ["npz", ["mnist.npz"]],
    [
      "idx",
      [
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
      ],
    ],
    ["bundle", ["train-000.bin", "test-000.bin", "bundle.json"]],
  ] as const)("%s", async (format, expected) => {
    expect(await paths(format)).toEqual(expected);
  });

  it("png: one folder for each class", async () => {
    const found = await paths("png");
    expect(found.length).toBe(1234 + 11);
    expect(found[0]).toBe(`train/${train.label(0)}/0000.png`);
    expect(found.at(-1)).toBe(`test/${test.label(10)}/10.png`);
  });
});
