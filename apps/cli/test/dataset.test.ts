import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mnist, outcome, startOnTerminal } from "./mnist.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mnist-cli-dataset-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dataset = (...args: string[]) => mnist(["dataset", ...args], folder);

describe("mnist dataset", () => {
  it("info lists all data sets, and tells about one", async () => {
    const { stdout } = await dataset("info");
    expect(stdout.trim().split("\n").length).toBe(10);
    const clothes = (await dataset("info", "fashion-mnist")).stdout;
    expect(clothes).toContain("Sneaker, Bag, Ankle boot\n");
    expect(new Set(clothes.match(/^.*bytes/gm)?.map((line) => line.length)).size).toBe(1);
    const one = await dataset("info", "mnist", "--json");
    expect(JSON.parse(one.stdout)).toMatchObject({ name: "mnist", splits: { train: { samples: 60_000 } } });
  });

  it.each(["train", "test"])(
    "audit lists labels of the %s split that networks do not believe",
    async (split) => {
      const flags = ["--split", split, "--limit", "600", "--folds", "2", "--count", "3", "--threads", "2"];
      const { code, stdout, stderr } = await dataset("audit", ...flags, "--json");
      expect(code, stderr).toBe(0);
      const { samples, suspects } = JSON.parse(stdout);
      expect(samples).toBe(600);
      expect(suspects.length).toBeGreaterThan(0);
      expect(suspects.length).toBeLessThan(200);
      for (const { index, label, suggested } of suspects) {
        expect(index).toBeLessThan(600);
        expect(suggested).not.toBe(label);
      }
      const margins = suspects.map(({ margin }: { margin: number }) => margin);
      expect(margins).toEqual([...margins].sort((a, b) => a - b));
    },
    120_000,
  );

  it("doctor says that the embedded files work", async () => {
    const { code, stdout } = await dataset(
      "doctor",
      "--offline",
      "--cache-dir",
      join(folder, "cache"),
      "--json",
    );
    const { diagnoses } = JSON.parse(stdout);
    expect(diagnoses.find(({ source }: { source: string }) => source === "embedded")).toMatchObject({
      works: true,
    });
    expect(code).toBe(0);
  });

  it("doctor fails when the data cannot be had", async () => {
    const { code, stdout, stderr } = await dataset(
      "doctor",
      "kmnist",
      "--offline",
      "--cache-dir",
      join(folder, "cache"),
    );
    expect(stdout).toMatch(/offline/);
    expect(stderr).toBe("mnist: kmnist cannot be had from any source.\n");
    expect(code).toBe(1);
  });

  it("show draws the sample asked for", async () => {
    const { stdout } = await dataset("show", "--index", "0");
    const [label, ...lines] = stdout.trimEnd().split("\n");
    expect(label).toBe("7");
    expect(lines.join("")).toMatch(/@@@@/);
  });

  it("show chooses by class and seed", async () => {
    const choose = async (seed: string) =>
      JSON.parse((await dataset("show", "--label", "3", "--count", "4", "--seed", seed, "--json")).stdout);
    const [first, again, other] = [await choose("1"), await choose("1"), await choose("2")];
    expect(first.map(({ label }: { label: number }) => label)).toEqual([3, 3, 3, 3]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it("export writes each form, and idx files that load again", async () => {
    const out = join(folder, "out");
    for (const format of ["png", "csv", "npz", "bundle"]) {
      const { code } = await dataset(
        "export",
        "--format",
        format,
        "--out",
        join(out, format),
        "--limit",
        "20",
      );
      expect(code, format).toBe(0);
    }
    expect(existsSync(join(out, "png", "test", "7", "00.png"))).toBe(true);
    expect(
      readFileSync(join(out, "csv", "train.csv"), "utf8")
        .trim()
        .split("\r\n").length,
    ).toBe(21);
    expect(readdirSync(join(out, "npz"))).toEqual(["mnist.npz"]);
    expect(readdirSync(join(out, "bundle"))).toEqual(["bundle.json", "test-000.bin", "train-000.bin"]);

    await dataset("export", "--format", "idx", "--out", join(out, "idx"), "--quiet");
    const { stdout } = await dataset("show", "--data-dir", join(out, "idx"), "--index", "1");
    expect(stdout).toMatch(/^2\n/);
  });

  it("export keeps out of the way of another one into the same folder, and follows a link", async () => {
    const [kept, shared] = [join(folder, "kept.csv"), join(folder, "shared")];
    mkdirSync(shared);
    writeFileSync(kept, "an earlier file");
    symlinkSync(kept, join(shared, "test.csv"));
    const args = ["export", "--format", "csv", "--split", "test", "--out", "shared"];
    const both = await Promise.all([dataset(...args), dataset(...args)]);
    expect(both.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    expect(readdirSync(shared)).toEqual(["test.csv"]);
    expect(readFileSync(kept, "utf8").trim().split("\r\n").length).toBe(10_001);
  }, 30_000);

  it("export ends on Ctrl-C, also on a terminal, and leaves no half of a file", async () => {
    const child = startOnTerminal(["dataset", "export", "--format", "png", "--out", "interrupted"], folder);
    child.stderr!.once("data", () => child.kill("SIGINT"));
    const { code, stderr } = await outcome(child);
    expect(stderr).toMatch(/mnist: interrupted\n$/);
    expect(code).toBe(130);
    const left = readdirSync(join(folder, "interrupted"), { recursive: true }).map(String);
    expect(left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  }, 20_000);

  it.each([
    [["show", "nope"], /There is no data set "nope"/],
    [["show", "--split", "dev"], /has no split "dev".*train, test/],
    [
      ["show", "--data-dir", "/nowhere"],
      /^mnist: The folder \/nowhere has no (t10k-images-idx3-ubyte) or \1\.gz\. Put it there, or give another folder\.$/,
    ],
    [["show", "--label", "77"], /no sample of mnist \(test\) has the label 77/],
    [["show", "--offline", "--mirror", "https://example.com/", "nope"], /There is no data set "nope"/],
    [["show", "--index", "10000"], /no sample 10000 in the split "test" of 10000 samples/],
    [["export", "--format", "bmp", "--out", "x"], /Allowed choices are png/],
    [["download", "--offline", "--cache-dir", "cache"], /offline/],
    [["download", "--mirror", "http://example.com/", "--cache-dir", "cache"], /HTTPS only/],
  ])("%j: one clear line, and a non-zero exit code", async (args, reason) => {
    const { code, stdout, stderr } = await dataset(...args);
    expect(stderr.trim()).toMatch(reason);
    expect(stderr.trim().split("\n").length).toBe(1);
    expect(stdout).toBe("");
    expect(code).not.toBe(0);
  });
});
